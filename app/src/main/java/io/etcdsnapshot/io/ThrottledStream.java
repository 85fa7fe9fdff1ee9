package io.etcdsnapshot.io;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream whose bytes count in a limit. */
public final class ThrottledStream extends FilterInputStream {
    private final Throttle throttle;

    public ThrottledStream(InputStream in, Throttle throttle) {
        super(in);
        this.throttle = throttle;
    }

    @Override
    public int read() throws IOException {
        throttle.await(1);
        return in.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return in.read(buffer, offset, length == 0 ? 0 : throttle.await(length));
    }
}
