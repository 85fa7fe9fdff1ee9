package io.etcdsnapshot.backup;

import io.etcdsnapshot.bbolt.DatabaseSize;
import io.etcdsnapshot.etcd.TrailerDigest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/**
 * A snapshot that is about to be read, and how long it is to be: as it lies there, or, where only its content in a
 * compressed file is to be had, as the database itself says.
 */
record SizedSnapshot(long size, InputStream in) {
    static SizedSnapshot of(SetFile file, InputStream in) throws IOException {
        if (file.size() != SetFile.UNKNOWN_SIZE) {
            return new SizedSnapshot(file.size(), in);
        }
        byte[] head = in.readNBytes(DatabaseSize.HEAD_BYTES);
        long size = DatabaseSize.of(head).orElse(head.length - TrailerDigest.BYTES) + TrailerDigest.BYTES;
        return new SizedSnapshot(size, new SequenceInputStream(new ByteArrayInputStream(head), in));
    }
}
