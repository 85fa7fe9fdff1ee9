package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.backup.Incoming.FileWriter;
import io.etcdsnapshot.backup.Manifest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Keeps a manifest until the set is published. */
final class ManifestWriter implements FileWriter {
    private static final int MAX_BYTES = 1 << 20;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void write(long position, byte[] content, int offset, int length) throws IOException {
        if (position == 0) {
            bytes.reset();
        }
        if (bytes.size() + length > MAX_BYTES) {
            throw new IOException("%s is too large".formatted(Manifest.FILE_NAME));
        }
        bytes.write(content, offset, length);
    }

    @Override
    public void finish(long size) {}

    @Override
    public void close() {}

    byte[] content() {
        return bytes.toByteArray();
    }
}
