package io.etcdsnapshot.console;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Standard output that remembers why it could not be written, where a {@link java.io.PrintStream} forgets. */
final class ResultStream extends OutputStream {
    private final OutputStream out;
    private @Nullable IOException failure;

    ResultStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (failure == null) {
            try {
                out.write(bytes, offset, length);
                out.flush();
            } catch (IOException e) {
                failure = e;
            }
        }
    }

    /** Returns why something could not be written, or null. */
    @Nullable
    IOException failure() {
        return failure;
    }
}
