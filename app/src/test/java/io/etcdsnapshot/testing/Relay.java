package io.etcdsnapshot.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A link to a server on loopback that fails when it is told to: after a number of bytes, to the byte. */
public final class Relay implements Closeable {
    /** What happens then, before another byte goes on. */
    public interface Event {
        void happen() throws Exception;
    }

    private record Moment(long bytes, Event event) {}

    private final int target;
    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Moment> next = new AtomicReference<>(new Moment(Long.MAX_VALUE, () -> {}));
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private volatile boolean stalled;

    Relay(int target) throws IOException {
        this.target = target;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** Bytes that went to the server so far, over all connections. */
    public long sent() {
        return sent.get();
    }

    /** Bytes that came from the server so far, over all connections. */
    public long received() {
        return received.get();
    }

    /** Once only. */
    public Relay after(long bytes, Event event) {
        next.set(new Moment(bytes, event));
        return this;
    }

    /** Closes all connections. */
    public void cut() {
        open.forEach(Relay::close);
        open.clear();
    }

    /** Leaves all connections open, and nothing moves on them any more. */
    public void stall() {
        stalled = true;
    }

    /** What went wrong in an event; null if nothing did. */
    public Throwable failure() {
        return failure.get();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                connect(listening.accept());
            } catch (IOException e) {
                // the relay was closed, or the server is down
            }
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            open.addAll(Set.of(client, server));
            daemon(() -> forward(client, server, true));
            daemon(() -> forward(server, client, false));
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    private void forward(Socket from, Socket to, boolean counts) {
        byte[] buffer = new byte[64 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            while (true) {
                long left = next.get().bytes() - sent.get();
                int wanted = counts ? (int) Math.max(1, Math.min(buffer.length, left)) : buffer.length;
                int read = in.read(buffer, 0, wanted);
                awaitEndIfStalled();
                if (read < 0) {
                    return;
                }
                out.write(buffer, 0, read);
                if (!counts) {
                    received.addAndGet(read);
                } else {
                    sent.addAndGet(read);
                    happenIfDue();
                    awaitEndIfStalled();
                }
            }
        } catch (IOException e) {
            // one side has ended, which ends the other
        }
    }

    private void happenIfDue() {
        Moment moment = next.get();
        if (sent.get() >= moment.bytes() && next.compareAndSet(moment, new Moment(Long.MAX_VALUE, () -> {}))) {
            try {
                moment.event().happen();
            } catch (Throwable e) {
                failure.set(e);
            }
        }
    }

    private void awaitEndIfStalled() {
        if (stalled) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // gone anyway
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
        closed.countDown();
    }
}
