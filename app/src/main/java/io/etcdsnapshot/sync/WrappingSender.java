package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.StoredForm;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.Sha256;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Compresses and encrypts a file on its way, and hashes what comes in and what goes out. */
final class WrappingSender implements FileSender {
    private static final int BUFFER_BYTES = 512 * 1024;

    private final StoredForm form;
    private final Incoming.FileWriter writer;
    private final MessageDigest plain = Sha256.start();
    private final Sink sink;
    private final OutputStream out;
    private long position;
    private boolean ended;

    WrappingSender(StoredForm form, Incoming.FileWriter writer) throws IOException {
        this.form = form;
        this.writer = writer;
        this.sink = new Sink();
        this.out = form.wrap(new BufferedOutputStream(sink, BUFFER_BYTES));
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void write(byte[] chunk, int length, @Nullable PageDelta changes) throws IOException {
        plain.update(chunk, 0, length);
        out.write(chunk, 0, length);
        position += length;
    }

    @Override
    public SetFile finish(SetFile file) throws IOException, SourceFailure {
        if (!Sha256.hex(plain.digest()).equals(file.sha256())) {
            throw new SourceFailure(Failure.notWhole("%s is not what its manifest says".formatted(file.name())));
        }
        ended = true;
        out.close();
        writer.finish(sink.written);
        return form.stored(file, sink.written, Sha256.hex(sink.digest.digest()));
    }

    @Override
    public void close() throws IOException {
        sink.open = ended;
        try (writer) {
            if (!ended) {
                out.close();
            }
        }
    }

    /** Passes on what is to be stored; nothing more of a file that did not come to its end. */
    private final class Sink extends OutputStream {
        private final MessageDigest digest = Sha256.start();
        private long written;
        private boolean open = true;

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (open) {
                writer.write(written, bytes, offset, length);
                digest.update(bytes, offset, length);
                written += length;
            }
        }
    }
}
