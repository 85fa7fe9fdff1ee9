package io.etcdsnapshot.testing;

import io.etcdsnapshot.store.s3.CredentialSettings;
import io.etcdsnapshot.store.s3.S3Server;
import io.etcdsnapshot.store.s3.S3Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** A real S3 server on loopback, made by {@code scripts/lib/s3-gateway}, and the keys to it. */
public final class S3Gateway implements AutoCloseable {
    /** Which server. */
    public enum Kind {
        /** Ceph's gateway, as OpenShift Data Foundation has it. */
        CEPH,
        /** The same with tokens for roles; it tells no unknown key from a right that is missing. */
        CEPH_WITH_STS,
        S3PROXY
    }

    /** Buckets are hosts below it, for whoever asks for them so. */
    public static final String DOMAIN = "s3.example.test";

    private static final Map<Kind, S3Gateway> SHARED = new ConcurrentHashMap<>();
    private static final AtomicInteger BUCKETS = new AtomicInteger();

    private final Path directory;
    private final Map<String, String> variables = new HashMap<>();
    private final HttpClient client = HttpClient.newHttpClient();

    private S3Gateway(Path directory) {
        this.directory = directory;
    }

    /** Returns the one that all tests of this run share, each with buckets of its own. */
    public static S3Gateway shared(Kind kind) {
        return SHARED.computeIfAbsent(kind, wanted -> {
            try {
                S3Gateway gateway = start(Files.createTempDirectory("s3"), wanted);
                Runtime.getRuntime().addShutdownHook(new Thread(gateway::closeQuietly));
                return gateway;
            } catch (IOException | InterruptedException e) {
                throw new AssertionError("no S3 server", e);
            }
        });
    }

    /** Starts one for a test that stops it, or ruins what is in it. */
    public static S3Gateway start(Path parent, Kind kind) throws IOException, InterruptedException {
        S3Gateway gateway = new S3Gateway(Files.createTempDirectory(parent, "gateway"));
        gateway.script("up")
                .with("S3_SERVER", kind == Kind.S3PROXY ? "s3proxy" : "ceph")
                .with("S3_STS", Boolean.toString(kind == Kind.CEPH_WITH_STS))
                .with("S3_DOMAIN", DOMAIN)
                .output();
        for (String line : Files.readAllLines(gateway.directory.resolve("env"))) {
            gateway.variables.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
        return gateway;
    }

    private Program script(String job) {
        String script =
                RealThings.projectRoot().resolve("scripts/lib/s3-gateway").toString();
        return Program.of(script, job, directory.toString());
    }

    public URI endpoint() {
        return URI.create(variables.get("ENDPOINT"));
    }

    /** Returns the variables that a program needs to log in. */
    public Map<String, String> environment() {
        return Map.of(
                "AWS_ACCESS_KEY_ID", variables.get("ACCESS_KEY"), "AWS_SECRET_ACCESS_KEY", variables.get("SECRET_KEY"));
    }

    public String secret() {
        return variables.get("SECRET_KEY");
    }

    public S3Settings settings() {
        return settings(endpoint());
    }

    /** Returns the settings for the same server through a relay. */
    public S3Settings settings(Relay relay) {
        return settings(URI.create("http://127.0.0.1:" + relay.port()));
    }

    private S3Settings settings(URI endpoint) {
        return new S3Settings(
                new S3Server(endpoint, null, S3Server.Addressing.AUTO, null, null),
                new CredentialSettings(null, null, null, environment()),
                null,
                false,
                Duration.ofSeconds(20),
                Duration.ofSeconds(30));
    }

    public Relay relay() throws IOException {
        return new Relay(endpoint().getPort());
    }

    /** Makes a bucket and returns its name. */
    public String newBucket() {
        return newBucket(Map.of());
    }

    /** Makes a bucket that keeps versions and can lock them, and returns its name. */
    public String newLockingBucket() {
        return newBucket(Map.of("x-amz-bucket-object-lock-enabled", "true"));
    }

    /** Has a bucket lock every new object that comes without a lock of its own. */
    public void lockByDefault(String bucket, String mode, int days) {
        String configuration =
                "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention>"
                        + "<Mode>%s</Mode><Days>%d</Days>".formatted(mode, days)
                        + "</DefaultRetention></Rule></ObjectLockConfiguration>";
        request("PUT", "/" + bucket + "?object-lock", Map.of(), configuration.getBytes(StandardCharsets.UTF_8));
    }

    /** Makes another user, who owns nothing. */
    public void user(String name, String accessKey, String secretKey) throws IOException, InterruptedException {
        admin(
                "user",
                "create",
                "--uid=" + name,
                "--display-name=" + name,
                "--access-key=" + accessKey,
                "--secret-key=" + secretKey);
    }

    /** Makes one of this name. */
    public String newLockingBucket(String name) {
        request("PUT", "/" + name, Map.of("x-amz-bucket-object-lock-enabled", "true"), new byte[0]);
        return name;
    }

    private String newBucket(Map<String, String> headers) {
        String name = "bucket-" + BUCKETS.incrementAndGet();
        request("PUT", "/" + name, headers, new byte[0]);
        return name;
    }

    private static String path(String bucket, String key) {
        String encoded = URLEncoder.encode(key, StandardCharsets.UTF_8);
        return "/" + bucket + "/" + encoded.replace("+", "%20").replace("%2F", "/");
    }

    /** Returns the content of an object. */
    public byte[] get(String bucket, String key) {
        return request("GET", path(bucket, key), Map.of(), new byte[0]).body();
    }

    /** Puts an object as another tool would. */
    public void put(String bucket, String key, byte[] content) {
        request("PUT", path(bucket, key), Map.of(), content);
    }

    /** Changes a byte in the middle of an object, which stays this program's. */
    public void damage(String bucket, String key) {
        byte[] content = get(bucket, key);
        content[content.length / 2] ^= 0x55;
        request("PUT", path(bucket, key), Map.of("x-amz-meta-etcd-snapshot", "1"), content);
    }

    public void delete(String bucket, String key) {
        request("DELETE", path(bucket, key), Map.of(), new byte[0]);
    }

    /** Returns the keys of all objects, sorted; for less than a thousand. */
    public List<String> keys(String bucket) {
        return find("<Key>(.*?)</Key>", "/" + bucket + "?list-type=2");
    }

    /** Returns the ids of open multipart uploads. */
    public List<String> uploads(String bucket) {
        return find("<UploadId>(.*?)</UploadId>", "/" + bucket + "?uploads");
    }

    /** Returns the ids of all versions, of delete markers too. */
    public List<String> versions(String bucket) {
        return find("<VersionId>(.*?)</VersionId>", "/" + bucket + "?versions");
    }

    /** Returns the ids of all versions and delete markers below a prefix, by key. */
    public Map<String, List<String>> versionsByKey(String bucket, String prefix) {
        String answer = new String(
                request("GET", "/" + bucket + "?versions&prefix=" + prefix, Map.of(), new byte[0])
                        .body(),
                StandardCharsets.UTF_8);
        return Pattern.compile("<Key>(.*?)</Key><VersionId>(.*?)</VersionId>")
                .matcher(answer)
                .results()
                .collect(Collectors.groupingBy(
                        found -> found.group(1), Collectors.mapping(found -> found.group(2), Collectors.toList())));
    }

    private List<String> find(String pattern, String path) {
        String answer = new String(request("GET", path, Map.of(), new byte[0]).body(), StandardCharsets.UTF_8);
        return Pattern.compile(pattern)
                .matcher(answer)
                .results()
                .map(found -> found.group(1))
                .sorted()
                .toList();
    }

    /** Sends a signed request, which has to succeed. */
    public HttpResponse<byte[]> request(String method, String path, Map<String, String> headers, byte[] body) {
        HttpResponse<byte[]> answer = request(environment(), method, path, headers, body);
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError("%s %s: %d %s"
                    .formatted(method, path, answer.statusCode(), new String(answer.body(), StandardCharsets.UTF_8)));
        }
        return answer;
    }

    /** Sends a request that is signed with these keys, whatever comes of it. */
    public HttpResponse<byte[]> request(
            Map<String, String> keys, String method, String path, Map<String, String> headers, byte[] body) {
        SdkHttpRequest.Builder unsigned =
                SdkHttpRequest.builder().method(SdkHttpMethod.fromValue(method)).uri(URI.create(endpoint() + path));
        headers.forEach(unsigned::putHeader);
        SignedRequest signed = AwsV4HttpSigner.create().sign(sign -> sign.identity(
                        AwsCredentialsIdentity.create(keys.get("AWS_ACCESS_KEY_ID"), keys.get("AWS_SECRET_ACCESS_KEY")))
                .request(unsigned.build())
                .payload(() -> new ByteArrayInputStream(body))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false));
        HttpRequest.Builder request = HttpRequest.newBuilder(signed.request().getUri())
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        signed.request().headers().forEach((name, values) -> {
            if (!List.of("host", "content-length").contains(name.toLowerCase())) {
                values.forEach(value -> request.header(name, value));
            }
        });
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(method + " " + path, e);
        }
    }

    /** Runs radosgw-admin. */
    public String admin(String... arguments) throws IOException, InterruptedException {
        return script("admin").and(arguments).output();
    }

    /** Ends the gateway as a crash does; what is stored stays. */
    public void stop() throws IOException, InterruptedException {
        script("stop").output();
    }

    /** Brings it back after a {@link #stop}. */
    public void restart() throws IOException, InterruptedException {
        script("start").output();
    }

    private void closeQuietly() {
        try {
            close();
        } catch (IOException | InterruptedException e) {
            // the machine's temporary directory keeps what is left
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        script("down").output();
    }
}
