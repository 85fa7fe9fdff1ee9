package io.etcdsnapshot.store.ssh.transfer;

import io.etcdsnapshot.io.IoSupplier;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.Set;

/**
 * Ends waits that would be in vain. When the connection is lost or the command there has ended, sshj leaves a writer
 * waiting for the remote host to take more, or for the socket, and what would tell of it waits for that writer; and it
 * leaves a request waiting for its answer if the connection was lost just when the request had been sent.
 */
public final class InterruptibleWaits {
    private final Set<Thread> waiting = new HashSet<>();
    private boolean over;

    /** Does what may wait, which fails as soon as the guard has ended it. Not to be nested. */
    public <T> T failing(IoSupplier<T> call) throws IOException {
        enter();
        try {
            return call.get();
        } finally {
            leave();
        }
    }

    /** Returns a stream on which each write fails once the guard has ended it. */
    public OutputStream failing(OutputStream out) {
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
        synchronized (waiting) {
            if (over) {
                throw new IOException("the remote command ended");
            }
            waiting.add(Thread.currentThread());
        }
    }

    /** The interrupt was meant for the wait alone. */
    private void leave() {
        synchronized (waiting) {
            waiting.remove(Thread.currentThread());
            if (over) {
                Thread.interrupted();
            }
        }
    }

    /** Makes all waits fail from now on, current ones too. */
    public void end() {
        synchronized (waiting) {
            over = true;
            waiting.forEach(Thread::interrupt);
        }
    }

    public boolean isOver() {
        synchronized (waiting) {
            return over;
        }
    }

    public boolean isIdle() {
        synchronized (waiting) {
            return waiting.isEmpty();
        }
    }
}
