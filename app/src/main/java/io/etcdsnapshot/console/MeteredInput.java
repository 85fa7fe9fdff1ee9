package io.etcdsnapshot.console;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts on a meter what is read. */
final class MeteredInput extends FilterInputStream {
    private final Meter meter;
    private final Runnable atEnd;

    MeteredInput(InputStream in, Meter meter, Runnable atEnd) {
        super(in);
        this.meter = meter;
        this.atEnd = atEnd;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        meter.add(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        meter.add(Math.max(0, read));
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long skipped = super.skip(bytes);
        meter.add(skipped);
        return skipped;
    }

    @Override
    public void close() throws IOException {
        meter.end();
        atEnd.run();
        super.close();
    }
}
