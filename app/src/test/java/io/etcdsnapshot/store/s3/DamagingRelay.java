package io.etcdsnapshot.store.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;

/** A link to a server on loopback that changes one byte on its way there, once. */
final class DamagingRelay implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final AtomicLong left;

    /** @param after how many bytes the one comes that is changed */
    DamagingRelay(URI target, long after) throws IOException {
        this.target = target.getPort();
        this.left = new AtomicLong(after);
        daemon(this::accept);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort());
    }

    boolean hasDamaged() {
        return left.get() < 0;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                daemon(() -> forward(client, server, true));
                daemon(() -> forward(server, client, false));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void forward(Socket from, Socket to, boolean damages) {
        byte[] buffer = new byte[64 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                // Only in the middle of a body: a header that changes is another fault.
                if (damages && read == buffer.length && left.getAndAdd(-read) >= 0 && left.get() < 0) {
                    buffer[read / 2] ^= 1;
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // one side has ended, which ends the other
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "damaging relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
