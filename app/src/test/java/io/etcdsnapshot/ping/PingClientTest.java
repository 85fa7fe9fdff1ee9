package io.etcdsnapshot.ping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PingClientTest {
    /** A run is held up by nobody. */
    @Test
    @Timeout(60)
    void anAnswerWithoutEndIsAnAnswer() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> {
                try (Socket client = server.accept()) {
                    client.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                    client.getOutputStream().flush();
                    client.getInputStream().readAllBytes();
                } catch (java.io.IOException e) {
                    // the client has gone
                }
            });
            answering.setDaemon(true);
            answering.start();
            URI ping = URI.create("http://127.0.0.1:%d/x".formatted(server.getLocalPort()));

            Optional<String> problem = new PingClient(null, null, "test 1").send(ping, "", Duration.ofSeconds(30));

            assertThat(problem).isEmpty();
        }
    }

    @Test
    void aPortThatCannotBeIsNoUrl() {
        assertThatIllegalArgumentException().isThrownBy(() -> PingUrl.parse("http://localhost:70000/secret"));
    }
}
