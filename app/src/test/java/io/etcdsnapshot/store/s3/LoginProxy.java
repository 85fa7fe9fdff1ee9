package io.etcdsnapshot.store.s3;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy for TLS that wants a user and a password. */
final class LoginProxy implements Closeable {
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final String expected;
    private final List<String> tunnels = new CopyOnWriteArrayList<>();

    LoginProxy(String login) throws IOException {
        expected = "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        daemon(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Returns where those who logged in were led to. */
    List<String> tunnels() {
        return tunnels;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                daemon(() -> serve(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            if (!head.contains(expected + "\r\n")) {
                answer(client, "407 Login\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0");
                return;
            }
            String[] target = head.split(" ")[1].split(":");
            tunnels.add(target[0]);
            try (Socket server = new Socket(target[0], Integer.parseInt(target[1]))) {
                answer(client, "200 OK");
                daemon(() -> pipe(server, client));
                pipe(client, server);
            }
        } catch (IOException e) {
            // the test sees what comes of it
        }
    }

    private static void answer(Socket client, String words) throws IOException {
        client.getOutputStream().write(("HTTP/1.1 " + words + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int each = in.read();
            if (each < 0) {
                throw new IOException("no request");
            }
            head.append((char) each);
        }
        return head.toString();
    }

    private static void pipe(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // one side is gone
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "login-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
