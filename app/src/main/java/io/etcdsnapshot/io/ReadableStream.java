package io.etcdsnapshot.io;

import io.etcdsnapshot.failure.Damaged;
import io.etcdsnapshot.failure.Unreadable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.util.function.Function;

/**
 * A stream whose every failure is an {@link Unreadable}, so that no reader takes one for damaged content; what is {@link
 * Damaged} is said to be.
 */
public final class ReadableStream extends FilterInputStream {
    private final Progress progress;
    private final Function<IOException, Unreadable> translate;

    /** @param translate says in plain words what an I/O error of {@code in} means */
    public ReadableStream(InputStream in, Function<IOException, Unreadable> translate) {
        this(in, Progress.IGNORED, translate);
    }

    /** @param progress is told of each read */
    public ReadableStream(InputStream in, Progress progress, Function<IOException, Unreadable> translate) {
        super(in);
        this.progress = progress;
        this.translate = translate;
    }

    @Override
    public int read() throws IOException {
        return reading(in::read);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return reading(() -> in.read(buffer, offset, length));
    }

    @Override
    public int readNBytes(byte[] buffer, int offset, int length) throws IOException {
        return reading(() -> in.readNBytes(buffer, offset, length));
    }

    @Override
    public long skip(long bytes) throws IOException {
        return reading(() -> in.skip(bytes));
    }

    @Override
    public int available() throws IOException {
        return reading(in::available);
    }

    private <T> T reading(IoSupplier<T> read) throws IOException {
        try {
            T done = read.get();
            progress.moved();
            return done;
        } catch (ClosedByInterruptException | Unreadable | Damaged e) {
            throw e;
        } catch (IOException e) {
            throw translate.apply(e);
        }
    }
}
