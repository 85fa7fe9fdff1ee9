package io.etcdsnapshot.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Stands between a client and a server on loopback, and lets all that passes arrive later, as over a distance. */
public final class SlowLink {
    /** Bytes that arrive at a time; none at the end. */
    private record Piece(long arrival, byte[] bytes) {}

    private final long delayNanos;

    private SlowLink(long delayNanos) {
        this.delayNanos = delayNanos;
    }

    /** {@code LISTEN TARGET MILLIS}: the two ports, and the time there and back. */
    public static void main(String[] arguments) throws Exception {
        SlowLink link = new SlowLink(TimeUnit.MILLISECONDS.toNanos(Long.parseLong(arguments[2])) / 2);
        try (ServerSocket listening =
                new ServerSocket(Integer.parseInt(arguments[0]), 50, InetAddress.getLoopbackAddress())) {
            while (true) {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
                link.join(client, server);
                link.join(server, client);
            }
        }
    }

    private void join(Socket from, Socket to) throws IOException {
        from.setTcpNoDelay(true);
        BlockingQueue<Piece> under = new LinkedBlockingQueue<>();
        start(() -> take(from.getInputStream(), under));
        start(() -> deliver(under, to));
    }

    private void take(InputStream in, BlockingQueue<Piece> under) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        int read;
        do {
            read = Math.max(0, in.read(buffer));
            under.add(new Piece(System.nanoTime() + delayNanos, Arrays.copyOf(buffer, read)));
        } while (read > 0);
    }

    private static void deliver(BlockingQueue<Piece> under, Socket to) throws IOException, InterruptedException {
        OutputStream out = to.getOutputStream();
        for (Piece next = under.take(); next.bytes().length > 0; next = under.take()) {
            TimeUnit.NANOSECONDS.sleep(next.arrival() - System.nanoTime());
            out.write(next.bytes());
        }
        to.shutdownOutput();
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Exception e) {
                // one side has ended, which ends the other
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
