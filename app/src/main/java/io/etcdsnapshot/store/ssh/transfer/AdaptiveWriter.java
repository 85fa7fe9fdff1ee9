package io.etcdsnapshot.store.ssh.transfer;

import io.etcdsnapshot.backup.Incoming;
import java.io.IOException;

/** Sends a file as it is, and compressed from where the link proves to be what limits. */
public final class AdaptiveWriter implements Incoming.FileWriter {
    /** Goes on behind what was sent, with a writer that makes the same choice. */
    public interface Continuation {
        Incoming.FileWriter from(long position) throws IOException;
    }

    private final CompressionChoice choice;
    private final Continuation compressed;
    private Incoming.FileWriter writer;
    private boolean plain = true;

    public AdaptiveWriter(Incoming.FileWriter writer, CompressionChoice choice, Continuation compressed) {
        this.writer = writer;
        this.choice = choice;
        this.compressed = compressed;
    }

    @Override
    public void write(long position, byte[] bytes, int offset, int length) throws IOException {
        if (plain && choice.compresses()) {
            writer.finish(position);
            writer.close();
            writer = compressed.from(position);
            plain = false;
        }
        long begun = System.nanoTime();
        writer.write(position, bytes, offset, length);
        if (plain) {
            choice.sent(length, length, 0, System.nanoTime() - begun);
        }
    }

    @Override
    public void finish(long size) throws IOException {
        writer.finish(size);
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
