package io.etcdsnapshot.store;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;

/**
 * Ends all writing when the connection is lost. sshj leaves a writer waiting for the far side to take more, or for the
 * socket, and what would tell everybody else of the loss waits for that writer.
 */
final class LinkLoss {
    interface Write<T> {
        T run() throws IOException;
    }

    private final Set<Thread> writers = new HashSet<>();
    private boolean lost;

    /** Does the write, which fails as soon as the connection is lost. */
    <T> T failing(Write<T> write) throws IOException {
        begin();
        try {
            return write.run();
        } finally {
            end();
        }
    }

    /** A stream on which each write fails as soon as the connection is lost. */
    OutputStream failing(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                begin();
                try {
                    out.write(bytes, offset, length);
                } finally {
                    end();
                }
            }

            @Override
            public void flush() throws IOException {
                begin();
                try {
                    out.flush();
                } finally {
                    end();
                }
            }
        };
    }

    private void begin() throws IOException {
        synchronized (writers) {
            if (lost) {
                throw new IOException("the connection was lost");
            }
            writers.add(Thread.currentThread());
        }
    }

    /** The interrupt was meant for the write alone. */
    private void end() {
        synchronized (writers) {
            writers.remove(Thread.currentThread());
            if (lost) {
                Thread.interrupted();
            }
        }
    }

    void happened(Socket socket) {
        synchronized (writers) {
            lost = true;
            writers.forEach(Thread::interrupt);
        }
        close(socket);
    }

    boolean isLost() {
        synchronized (writers) {
            return lost;
        }
    }

    /** Before a goodbye, which would wait for whoever still writes. */
    void endWriting(Socket socket) {
        synchronized (writers) {
            if (writers.isEmpty()) {
                return;
            }
        }
        happened(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // then it is closed already
        }
    }
}
