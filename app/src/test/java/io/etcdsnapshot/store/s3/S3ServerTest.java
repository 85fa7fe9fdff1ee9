package io.etcdsnapshot.store.s3;

import static io.etcdsnapshot.store.s3.FaultyServer.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.HttpProxy;
import io.etcdsnapshot.store.s3.S3Server.Addressing;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The way to a server: addresses, certificates, proxies. */
class S3ServerTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "AWS",
            value = {
                "AWS, eu-north-1, AUTO, sets, https://sets.s3.eu-north-1.amazonaws.com/a%20b/%C3%BC%2B",
                "AWS, cn-north-1, AUTO, sets, https://sets.s3.cn-north-1.amazonaws.com.cn/a%20b/%C3%BC%2B",
                "AWS, eu-north-1, PATH, sets, https://s3.eu-north-1.amazonaws.com/sets/a%20b/%C3%BC%2B",
                "AWS, eu-north-1, AUTO, my.sets, https://s3.eu-north-1.amazonaws.com/my.sets/a%20b/%C3%BC%2B",
                "http://minio:9000, x, AUTO, sets, http://minio:9000/sets/a%20b/%C3%BC%2B",
                "http://minio:80, x, AUTO, sets, http://minio/sets/a%20b/%C3%BC%2B",
                "https://rgw.example.com, x, VIRTUAL_HOST, sets, https://sets.rgw.example.com/a%20b/%C3%BC%2B",
                "https://s3.eu-west-1.amazonaws.com, x, AUTO, sets, https://sets.s3.eu-west-1.amazonaws.com/a%20b/%C3%BC%2B",
            })
    void bucketsAreInThePathOffAws(URI endpoint, String region, Addressing addressing, String bucket, URI expected) {
        S3Server server = new S3Server(endpoint, region, addressing, null, null);

        assertThat(S3Endpoint.of(server, region, bucket).uri("a b/ü+")).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "minio:9000",
                "ftp://minio",
                "http://",
                "http://user:geheim@minio",
                "https://minio/bucket",
                "http://a b"
            })
    void anEndpointIsAUrlOfAServerAlone(String wrong) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3Server.parseEndpoint(wrong))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("geheim"));
        assertThat(S3Server.parseEndpoint("https://minio:9000/")).hasToString("https://minio:9000");
    }

    @Test
    void noProxyNamesHostsAndDomains() {
        HttpProxy proxy = HttpProxy.parse("http://proxy:8080", "minio, .example.com,10.0.0.1");

        for (String direct : List.of("minio", "EXAMPLE.com", "s3.example.com", "10.0.0.1")) {
            assertThat(proxy.selector().select(URI.create("http://" + direct)).get(0))
                    .hasToString("DIRECT");
        }
        for (String proxied : List.of("minio2", "notexample.com", "example.com.org")) {
            assertThat(proxy.selector()
                            .select(URI.create("http://" + proxied))
                            .get(0)
                            .toString())
                    .contains("proxy");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> HttpProxy.parse("socks5://proxy", ""));
    }

    @Test
    void aProxyIsAskedForTheServer() throws Exception {
        try (FaultyServer proxy = FaultyServer.start()) {
            proxy.always(ok("", "ETag", "\"x\""));
            HttpProxy through = HttpProxy.parse(proxy.endpoint().toString(), "");
            URI far = URI.create("http://s3.nowhere.invalid");

            client(new S3Server(far, null, Addressing.AUTO, null, through))
                    .objects()
                    .put("key", S3Request.Body.of(new byte[3]), Condition.NONE, null, false);

            assertThat(proxy.asked()).singleElement().satisfies(asked -> assertThat(asked.header("Host"))
                    .isEqualTo("s3.nowhere.invalid"));
        }
    }

    @Test
    void aProxyIsLoggedInAtOnTheWayToATlsServer(@TempDir Path directory) throws Exception {
        HttpProxy.allowLogin();
        Path certificate = directory.resolve("ca.pem");
        try (FaultyServer server = FaultyServer.startTls(selfSigned(directory, certificate));
                LoginProxy proxy = new LoginProxy("me:geh:eim")) {
            server.always(ok("", "ETag", "\"x\""));
            for (String login : List.of("me:geh%3Aeim@", "me:wrong@", "")) {
                HttpProxy through = HttpProxy.parse("http://%s127.0.0.1:%d".formatted(login, proxy.port()), "");
                assertThat(through.toString()).doesNotContain("geh", "wrong");
                S3Client client = client(new S3Server(server.endpoint(), null, Addressing.AUTO, certificate, through));
                if (login.contains("eim")) {
                    client.objects().put("key", S3Request.Body.of(new byte[3]), Condition.NONE, null, false);
                    assertThat(proxy.tunnels()).contains("127.0.0.1");
                    assertThat(server.asked())
                            .noneMatch(asked -> asked.headers().containsKey("Proxy-authorization"));
                } else {
                    assertThatExceptionOfType(S3Exception.class)
                            .isThrownBy(() -> client.objects()
                                    .put("key", S3Request.Body.of(new byte[3]), Condition.NONE, null, false))
                            .withMessage("the proxy wants a user and a password, or other ones")
                            .satisfies(e -> assertThat(e.isTransient()).isFalse());
                }
            }
        }
    }

    @Test
    void aCertificateOfAnUnknownCaIsRefusedUntilTheCaIsGiven(@TempDir Path directory) throws Exception {
        Path certificate = directory.resolve("ca.pem");
        try (FaultyServer server = FaultyServer.startTls(selfSigned(directory, certificate))) {
            server.always(ok("", "ETag", "\"x\""));

            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(() -> put(server.endpoint(), null))
                    .withMessage("the certificate of %s is not signed by a known CA".formatted(server.endpoint()))
                    .satisfies(e -> assertThat(e.hint()).isEqualTo("give the CA's certificate with --s3-ca-file"))
                    .satisfies(e -> assertThat(e.isTransient()).isFalse());
            put(server.endpoint(), certificate);
            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(() -> put(
                            URI.create(server.endpoint().toString().replace("127.0.0.1", "localhost")), certificate))
                    .withMessageContaining("does not fit");
        }
    }

    @Test
    void aServerThatSpeaksNoTlsIsTold() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> {
                try (Socket client = plain.accept()) {
                    client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
                    client.getInputStream().readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });

            URI endpoint = URI.create("https://127.0.0.1:" + plain.getLocalPort());
            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(() -> put(endpoint, null))
                    .withMessage(endpoint + " does not speak TLS")
                    .satisfies(e -> assertThat(e.hint()).isEqualTo("should --s3-endpoint begin with http://?"));
            answered.join();
        }
    }

    @Test
    void aCaFileWithoutCertificatesIsNamed(@TempDir Path directory) throws Exception {
        Path empty = Files.writeString(directory.resolve("ca.pem"), "");
        for (Path wrong : List.of(empty, directory.resolve("missing"))) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> put(URI.create("https://minio"), wrong))
                    .withMessageContaining(wrong.toString());
        }
    }

    private static void put(URI endpoint, Path caFile) throws S3Exception {
        client(new S3Server(endpoint, null, Addressing.AUTO, caFile, null))
                .objects()
                .put("key", S3Request.Body.of(new byte[3]), Condition.NONE, null, false);
    }

    private static S3Client client(S3Server server) {
        CredentialSettings keys = new CredentialSettings(
                null, null, null, Map.of("AWS_ACCESS_KEY_ID", "AK", "AWS_SECRET_ACCESS_KEY", "SK"));
        S3Settings settings = new S3Settings(server, keys, null, false, Duration.ofSeconds(20), Duration.ofMillis(1));
        return S3Client.of(settings, "b", Clock.systemUTC(), Sets.SILENT);
    }

    /** Makes a certificate for 127.0.0.1 and writes it to a file. */
    private static SSLContext selfSigned(Path directory, Path certificate) throws Exception {
        Path store = directory.resolve("server.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Program.of(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "s3",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=s3",
                        "-ext",
                        "san=ip:127.0.0.1")
                .and("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", "changeit")
                .output();
        Program.of(keytool, "-exportcert", "-rfc", "-alias", "s3", "-file", certificate.toString())
                .and("-keystore", store.toString(), "-storepass", "changeit")
                .output();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
