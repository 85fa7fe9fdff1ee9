package io.etcdsnapshot.store.ssh;

import io.etcdsnapshot.backup.Incoming.FileWriter;
import java.io.IOException;

/** Writes as another writer does, and fails in plain words. */
final class PlainWriter implements FileWriter {
    private final FileWriter writer;
    private final SshConnection connection;

    PlainWriter(FileWriter writer, SshConnection connection) {
        this.writer = writer;
        this.connection = connection;
    }

    @Override
    public void write(long position, byte[] bytes, int offset, int length) throws IOException {
        try {
            writer.write(position, bytes, offset, length);
        } catch (IOException e) {
            throw connection.plain(e);
        }
    }

    @Override
    public void finish(long size) throws IOException {
        try {
            writer.finish(size);
        } catch (IOException e) {
            throw connection.plain(e);
        }
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
