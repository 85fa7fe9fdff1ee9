package io.etcdsnapshot.store;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.Set;

/**
 * Ends writes that nobody takes any more. sshj leaves a writer waiting for the far side to take more, or for the socket,
 * when the connection is lost or the command there has ended, and what would tell of it waits for that writer.
 */
final class WriteGuard {
    interface Write<T> {
        T run() throws IOException;
    }

    private final Set<Thread> writers = new HashSet<>();
    private boolean over;

    /** Does the write, which fails as soon as writing is over. */
    <T> T failing(Write<T> write) throws IOException {
        enter();
        try {
            return write.run();
        } finally {
            leave();
        }
    }

    /** A stream on which each write fails as soon as writing is over. */
    OutputStream failing(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                enter();
                try {
                    out.write(bytes, offset, length);
                } finally {
                    leave();
                }
            }

            @Override
            public void flush() throws IOException {
                enter();
                try {
                    out.flush();
                } finally {
                    leave();
                }
            }
        };
    }

    private void enter() throws IOException {
        synchronized (writers) {
            if (over) {
                throw new IOException("nobody takes it any more");
            }
            writers.add(Thread.currentThread());
        }
    }

    /** The interrupt was meant for the write alone. */
    private void leave() {
        synchronized (writers) {
            writers.remove(Thread.currentThread());
            if (over) {
                Thread.interrupted();
            }
        }
    }

    /** From now on all writes fail, those that wait too. */
    void end() {
        synchronized (writers) {
            over = true;
            writers.forEach(Thread::interrupt);
        }
    }

    boolean isOver() {
        synchronized (writers) {
            return over;
        }
    }

    boolean isIdle() {
        synchronized (writers) {
            return writers.isEmpty();
        }
    }
}
