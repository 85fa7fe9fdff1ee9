package io.etcdsnapshot.store.s3;

import static io.etcdsnapshot.store.s3.FaultyServer.answer;
import static io.etcdsnapshot.store.s3.FaultyServer.cut;
import static io.etcdsnapshot.store.s3.FaultyServer.cutAfter;
import static io.etcdsnapshot.store.s3.FaultyServer.error;
import static io.etcdsnapshot.store.s3.FaultyServer.ok;
import static io.etcdsnapshot.store.s3.FaultyServer.silence;
import static io.etcdsnapshot.store.s3.FaultyServer.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.HttpProxy;
import io.etcdsnapshot.io.Sha256;
import io.etcdsnapshot.io.Throttle;
import io.etcdsnapshot.testing.Sets;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What servers and networks do when they don't do what they should. */
class S3FaultsTest {
    private static final S3Request.Body BODY = S3Request.Body.of("content".getBytes());
    private static final String MD5_OF_BODY = "9a0364b9e99bb480dd25e1f0284c8555";

    private FaultyServer server;
    private S3Client client;

    @BeforeEach
    void start() throws IOException {
        server = FaultyServer.start();
        client = client(server.endpoint(), Duration.ofSeconds(20), Duration.ofSeconds(30));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static S3Client client(URI endpoint, Duration stall, Duration patience) {
        return client(endpoint, stall, patience, keys());
    }

    private static CredentialSettings keys() {
        return new CredentialSettings(
                null, null, null, Map.of("AWS_ACCESS_KEY_ID", "AKIA", "AWS_SECRET_ACCESS_KEY", "geheim"));
    }

    private static S3Client client(URI endpoint, Duration stall, Duration patience, CredentialSettings credentials) {
        S3Settings settings = new S3Settings(
                new S3Server(endpoint, "eu-north-1", S3Server.Addressing.AUTO, null, null),
                credentials,
                null,
                false,
                stall,
                patience);
        return S3Client.of(settings, "b", Clock.systemUTC(), Sets.SILENT);
    }

    private S3Client impatient() {
        return client(server.endpoint(), Duration.ofMillis(500), Duration.ofMillis(1));
    }

    private S3Exception failureOfPut(S3Client asking) {
        try {
            asking.objects().put("key", BODY, Condition.NONE, null, false);
        } catch (S3Exception e) {
            assertThat(e.getMessage() + e.hint()).doesNotContain("geheim");
            return e;
        }
        throw new AssertionError("no failure");
    }

    @Test
    void aStormOfSlowDownsIsWaitedOut() throws Exception {
        server.then(2, error(503, "SlowDown")).then(status(500)).then(cut()).always(ok("", "ETag", "\"x\""));

        assertThat(client.objects()
                        .put("key", BODY, Condition.NONE, null, false)
                        .etag())
                .isEqualTo("x");

        assertThat(server.asked()).hasSize(5).allSatisfy(asked -> assertThat(asked.body())
                .isEqualTo(BODY.bytes()));
    }

    @Test
    void aStormThatDoesNotEndIsTransient() {
        server.always(error(503, "SlowDown"));

        S3Exception failure = failureOfPut(impatient());

        assertThat(failure).hasMessage("%s is busy (503 SlowDown: what it says)".formatted(server.endpoint()));
        assertThat(failure.isTransient()).isTrue();
    }

    @Test
    void aPartDamagedOnItsWayIsSentAgain() throws Exception {
        server.then(error(400, "XAmzContentSHA256Mismatch"))
                .then(error(404, "NoSuchKey"))
                .always(ok("", "ETag", "\"x\""));

        assertThat(client.uploads().putPart("key", "id", 1, BODY, false)).isEqualTo(new S3Uploads.Part("x", true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403 | AccessDenied | access denied: s3:PutObject on s3://b/key",
                "404 | NoSuchBucket | there is no bucket 'b' at %s",
                "403 | InvalidAccessKeyId | %s does not know the access key of the environment",
                "403 | SignatureDoesNotMatch | %s refuses the secret key of the environment",
                "400 | ExpiredToken | the session token of the environment has expired or is not valid (ExpiredToken)",
                "403 | QuotaExceeded | no space left for s3://b/key: the quota of the bucket or its owner is used up"
                        + " (403 QuotaExceeded: what it says)",
                "507 | XMinioStorageFull | no space left for s3://b/key: the quota of the bucket or its owner is used up"
                        + " (507 XMinioStorageFull: what it says)",
                "501 | NotImplemented | %s does not support s3:PutObject",
                "400 | EntityTooLarge | %s fails s3:PutObject on s3://b/key: 400 EntityTooLarge: what it says",
            })
    void aRefusalIsWordedAndNotRepeated(int status, String code, String message) {
        server.always(error(status, code));

        S3Exception failure = failureOfPut(client);

        assertThat(failure).hasMessage(message.formatted(server.endpoint()));
        assertThat(failure.isTransient()).isFalse();
        assertThat(server.asked()).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void anotherRegionIsNamed() {
        String malformed = "<Error><Code>AuthorizationHeaderMalformed</Code><Message>the region 'eu-north-1' is wrong"
                + "</Message><Region>eu-central-1</Region></Error>";
        server.then(error(301, "PermanentRedirect", "x-amz-bucket-region", "eu-central-1"))
                .then(answer(400, malformed))
                .then(answer(301, "", "x-amz-bucket-region", "eu-central-1"));

        for (int i = 0; i < 3; i++) {
            S3Exception failure = failureOfPut(client);
            assertThat(failure).hasMessage("the bucket 'b' is in region eu-central-1, not eu-north-1");
            assertThat(failure.hint()).isEqualTo("set the region: --s3-region eu-central-1");
        }
    }

    @Test
    void aServerThatIsNoS3ServerIsTold() {
        server.always(answer(400, "<html><body>Client sent an HTTP request to an HTTPS server.</body></html>"));

        assertThat(failureOfPut(client))
                .hasMessage("%s does not answer like an S3 server (status 400)".formatted(server.endpoint()));
    }

    @Test
    void anAnswerWithADocumentTypeIsNotRead() {
        String bomb =
                "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><ListBucketResult><Contents><Key>&a;</Key>"
                        + "<Size>1</Size><LastModified>2026-11-20T00:00:00Z</LastModified></Contents></ListBucketResult>";
        server.always(ok(bomb));

        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> client.lists().objects(""))
                .withMessageContaining("does not answer s3:ListBucket as an S3 server would");
    }

    @Test
    void nobodyThereIsTransient() throws IOException {
        URI gone = server.endpoint();
        server.close();

        S3Exception failure = failureOfPut(client(gone, Duration.ofSeconds(5), Duration.ofMillis(1)));

        assertThat(failure).hasMessage("no answer from %s for s3://b/key: connection refused".formatted(gone));
        assertThat(failure.isTransient()).isTrue();
    }

    @Test
    void aHostThatIsNotKnownIsNamed() {
        URI nowhere = URI.create("http://s3.nowhere.invalid");

        assertThat(failureOfPut(client(nowhere, Duration.ofSeconds(5), Duration.ofMillis(1))))
                .hasMessage("no answer from http://s3.nowhere.invalid for s3://b/key: no such host");
    }

    @Test
    void aBucketThatShouldBePartOfANameThatIsUnknownBelongsInThePath() {
        S3Exception failure = failureOfPut(withBucketInHost(URI.create("http://s3.nowhere.invalid"), null));

        assertThat(failure.hint()).contains("--s3-path-style true");
    }

    /** Where all names below the server's lead to it, but it looks for buckets in the path. */
    @Test
    void aServerThatDoesNotSeeTheBucketInTheNameIsNotTakenForAnEmptyOne() {
        HttpProxy everyName = HttpProxy.parse(server.endpoint().toString(), "");
        S3Client hosted = withBucketInHost(URI.create("http://s3.example.test"), everyName);
        server.then(ok("<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>"))
                .then(error(404, "NoSuchBucket"))
                .then(ok("<html><body>welcome</body></html>"));

        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> hosted.lists().objects(""))
                .withMessage("http://s3.example.test does not take the bucket 'b' from the host name")
                .satisfies(e -> assertThat(e.hint()).contains("--s3-path-style true"));
        assertThat(failureOfPut(hosted))
                .hasMessage("there is no bucket 'b' at http://s3.example.test")
                .satisfies(e -> assertThat(e.hint()).contains("--s3-path-style true"));
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> hosted.lists().objects(""))
                .withMessageContaining("a html in place of a list");
    }

    private static S3Client withBucketInHost(URI endpoint, HttpProxy proxy) {
        S3Settings settings = new S3Settings(
                new S3Server(endpoint, null, S3Server.Addressing.VIRTUAL_HOST, null, proxy),
                keys(),
                null,
                false,
                Duration.ofSeconds(5),
                Duration.ofMillis(1));
        return S3Client.of(settings, "b", Clock.systemUTC(), Sets.SILENT);
    }

    @Test
    @Timeout(60)
    void aHostThatStaysUnknownIsNotAskedForAsLongAsAServer() {
        S3Exception failure = failureOfPut(
                client(URI.create("http://s3.nowhere.invalid"), Duration.ofSeconds(20), Duration.ofMinutes(10)));

        assertThat(failure.isTransient()).as("names come back too").isTrue();
    }

    @Test
    void aLimitHoldsForWhatIsSentAndForWhatIsReceived() throws Exception {
        S3Settings settings = new S3Settings(
                new S3Server(server.endpoint(), "eu-north-1", S3Server.Addressing.AUTO, null, null),
                keys(),
                null,
                false,
                Duration.ofSeconds(1),
                Duration.ofMillis(1),
                Throttle.of(200_000));
        S3Client slow = S3Client.of(settings, "b", Clock.systemUTC(), Sets.SILENT);
        String content = "x".repeat(300_000);
        server.always(ok(content, "ETag", "\"x\""));

        long start = System.nanoTime();
        slow.objects().put("key", S3Request.Body.of(content.getBytes(UTF_8)), Condition.NONE, null, false);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("longer than nothing may move")
                .isGreaterThan(Duration.ofMillis(1200));
        assertThat(server.asked().get(0).body()).isEqualTo(content.getBytes(UTF_8));

        start = System.nanoTime();
        try (InputStream in = slow.objects().read("key")) {
            assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo(content);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1200));
    }

    @Test
    void aServerThatFallsSilentIsGivenUp() {
        server.always(silence());

        S3Exception failure = failureOfPut(impatient());

        assertThat(failure).hasMessageContaining("no answer for 0 s");
        assertThat(failure.isTransient()).isTrue();
    }

    @Test
    void aReadThatIsCutGoesOnWhereItWas() throws Exception {
        cutThen(answer(206, "world", "ETag", "\"1\"", "Content-Range", "bytes 6-10/11"));

        assertThat(read()).isEqualTo("hello world");
        FaultyServer.Asked last = server.asked().get(server.asked().size() - 1);
        assertThat(last.header("Range")).isEqualTo("bytes=6-");
        assertThat(last.header("If-match")).isEqualTo("\"1\"");
    }

    @Test
    void aServerWithoutRangesSendsAllAgain() throws Exception {
        cutThen(ok("hello world", "ETag", "\"1\""));

        assertThat(read()).isEqualTo("hello world");
    }

    @Test
    void anObjectThatIsReplacedWhileItIsReadIsAnError() {
        for (FaultyServer.Answer second : List.of(error(412, "PreconditionFailed"), ok("other", "ETag", "\"2\""))) {
            cutThen(second);
            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(this::read)
                    .withMessage("s3://b/key was replaced while it was read");
        }
    }

    /** Cuts each answer that begins at the beginning, and answers the request for the rest. */
    private void cutThen(FaultyServer.Answer rest) {
        FaultyServer.Answer cut = cutAfter("hello ", 11, "ETag", "\"1\"");
        server.always((exchange, asked) -> (asked.header("Range").isEmpty() ? cut : rest).give(exchange, asked));
    }

    private String read() throws IOException {
        try (InputStream in = client.objects().read("key")) {
            return new String(in.readAllBytes());
        }
    }

    @Test
    void aPutWhoseAnswerWasLostIsItsOwn() throws Exception {
        server.then(status(404))
                .then(cut())
                .then(error(412, "PreconditionFailed"))
                .then(ok("", "ETag", "\"" + MD5_OF_BODY + "\""));

        IncomingFile file = incoming(Condition.ABSENT);
        file.write(0, BODY.bytes(), 0, BODY.length());
        file.finish(BODY.length());
        file.store();

        assertThat(file.stored().orElseThrow().etag()).isEqualTo(MD5_OF_BODY);
        assertThat(file.isChecked()).isTrue();
    }

    @Test
    void whatAnotherRunStoredIsNotTakenForOnesOwn() throws Exception {
        server.then(status(404))
                .then(error(412, "PreconditionFailed"))
                .then(ok("", "ETag", "\"" + "0".repeat(32) + "\""));

        IncomingFile file = incoming(Condition.ABSENT);
        file.write(0, BODY.bytes(), 0, BODY.length());

        file.finish(BODY.length());

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(file::store)
                .withMessage("another run is writing key")
                .satisfies(failure -> assertThat(failure.isTransient()).isTrue());
    }

    @Test
    void aServerWithoutConditionsGetsNone() throws Exception {
        server.then(status(404))
                .then(error(501, "NotImplemented"))
                .then(status(404))
                .then(ok("", "ETag", "\"" + MD5_OF_BODY + "\""));

        IncomingFile file = incoming(Condition.ABSENT);
        file.write(0, BODY.bytes(), 0, BODY.length());
        file.finish(BODY.length());
        file.store();

        assertThat(server.asked().get(1).header("If-none-match")).isEqualTo("*");
        assertThat(server.asked().get(3).header("If-none-match")).isEmpty();
    }

    private IncomingFile incoming(Condition condition) {
        ObjectUpload upload = new ObjectUpload(client, "key", BODY.length(), null, false);
        return new IncomingFile(client, upload, condition, bytes -> {});
    }

    @Test
    void aCompletionWhoseAnswerWasLostIsFound() throws Exception {
        String etag = Digests.ofParts(List.of(MD5_OF_BODY));
        server.then(cut()).then(error(404, "NoSuchUpload")).then(ok("", "ETag", "\"" + etag + "\""));

        assertThat(client.uploads()
                        .complete("key", "id", List.of(MD5_OF_BODY), Condition.ABSENT)
                        .etag())
                .isEqualTo(etag);
    }

    @Test
    void anErrorBehindAGoodStatusIsAnError() throws Exception {
        server.then(ok("<Error><Code>InternalError</Code><Message>try again</Message></Error>"))
                .then(ok("<CompleteMultipartUploadResult><ETag>\"x-1\"</ETag></CompleteMultipartUploadResult>"));

        assertThat(client.uploads()
                        .complete("key", "id", List.of(MD5_OF_BODY), Condition.ABSENT)
                        .etag())
                .isEqualTo("x-1");
    }

    @Test
    void credentialsThatWereReplacedAreReadAnew(@TempDir Path secret) throws Exception {
        Files.writeString(secret.resolve("AWS_ACCESS_KEY_ID"), "first\n");
        Files.writeString(secret.resolve("AWS_SECRET_ACCESS_KEY"), "geheim\n");
        S3Client mounted = client(
                server.endpoint(),
                Duration.ofSeconds(20),
                Duration.ofSeconds(30),
                new CredentialSettings(secret, null, null, Map.of("AWS_ACCESS_KEY_ID", "other")));
        server.then(ok("", "ETag", "\"1\"")).then((exchange, asked) -> {
            Files.writeString(secret.resolve("AWS_ACCESS_KEY_ID"), "second\n");
            error(403, "InvalidAccessKeyId").give(exchange, asked);
        });
        server.then(ok("", "ETag", "\"2\""));

        mounted.objects().put("key", BODY, Condition.NONE, null, false);
        mounted.objects().put("key", BODY, Condition.NONE, null, false);

        assertThat(server.asked())
                .extracting(asked -> asked.header("Authorization").replaceFirst(".*Credential=(\\w+)/.*", "$1"))
                .containsExactly("first", "first", "second");
    }

    @Test
    void aSessionTokenIsSentAndSigned() throws Exception {
        Map<String, String> session = Map.of(
                "AWS_ACCESS_KEY_ID", "AKIA", "AWS_SECRET_ACCESS_KEY", "geheim", "AWS_SESSION_TOKEN", "for/a=while");
        server.always(ok("", "ETag", "\"x\""));

        client(
                        server.endpoint(),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(30),
                        new CredentialSettings(null, null, null, session))
                .objects()
                .put("key", BODY, Condition.NONE, null, false);

        assertThat(server.asked()).singleElement().satisfies(asked -> {
            assertThat(asked.header("X-amz-security-token")).isEqualTo("for/a=while");
            assertThat(asked.header("Authorization")).containsPattern("SignedHeaders=[a-z0-9;-]*x-amz-security-token");
        });
    }

    @Test
    void theRequestIsSignedAsItIsSent() throws Exception {
        server.always(ok("", "ETag", "\"x\""));

        client.objects().put("a b/ü+%.db", BODY, Condition.NONE, null, true);

        FaultyServer.Asked asked = server.asked().get(0);
        assertThat(asked.path()).isEqualTo("/b/a b/ü+%.db");
        assertThat(asked.header("X-amz-content-sha256")).isEqualTo(Sha256.of(BODY.bytes()));
        assertThat(asked.header("Content-md5")).isEqualTo("mgNkuembtIDdJeHwKEyFVQ==");
        assertThat(asked.header("Authorization")).contains("/eu-north-1/s3/aws4_request");
        assertThat(asked.headers().keySet())
                .noneMatch(name -> name.toLowerCase().contains("trailer"))
                .noneMatch(name -> name.toLowerCase().contains("checksum"));
    }
}
