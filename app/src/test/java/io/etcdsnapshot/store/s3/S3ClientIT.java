package io.etcdsnapshot.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdsnapshot.io.Sha256;
import io.etcdsnapshot.location.S3Location;
import io.etcdsnapshot.testing.S3Gateway;
import io.etcdsnapshot.testing.S3Gateway.Kind;
import io.etcdsnapshot.testing.Sets;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against real servers: what is asked of one bucket, and what the servers answer. */
class S3ClientIT {
    @Nested
    class OnCeph extends Requests {
        OnCeph() {
            super(Kind.CEPH);
        }

        @Test
        void everyAbilityIsFoundAndThatConditionsAreNotCheckedWithVersions() throws Exception {
            ServerAbilities plain = new AbilitiesProbe(client, keys).run();
            assertThat(plain).isEqualTo(new ServerAbilities(true, true, false, null));

            S3Client locking = client(gateway.newLockingBucket());
            assertThat(new AbilitiesProbe(locking, keys).run())
                    .isEqualTo(new ServerAbilities(false, true, true, new S3BucketInfo.Locking(null)));
        }

        @Test
        void aBucketsOwnLockIsTold() throws Exception {
            String name = gateway.newLockingBucket();
            gateway.lockByDefault(name, "GOVERNANCE", 3);

            assertThat(client(name).info().objectLock())
                    .contains(new S3BucketInfo.Locking(new ObjectLock(ObjectLock.Mode.GOVERNANCE, 3)));
        }

        @Test
        void aLockedVersionStays() throws Exception {
            S3Client locking = client(gateway.newLockingBucket());
            Instant until = Instant.now().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);
            S3Objects.Stored stored = locking.objects()
                    .put("locked", body("x"), Condition.ABSENT, new Lock(ObjectLock.Mode.COMPLIANCE, until), true);

            assertThat(locking.info().retainedUntil("locked", null)).contains(until);
            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(() -> locking.objects().delete("locked", stored.versionId()))
                    .withMessageContaining("access denied: s3:DeleteObjectVersion");
        }

        @Test
        void aLockIsProvenWithAnObjectThatGoesAgain() throws Exception {
            String name = gateway.newLockingBucket();

            new LockProbe(client(name), keys).run(ObjectLock.Mode.COMPLIANCE);

            assertThat(gateway.versions(name)).isEmpty();
        }

        @Test
        void aQuotaThatIsUsedUpIsTold() throws Exception {
            gateway.admin("quota", "set", "--quota-scope=bucket", "--bucket=" + bucket, "--max-size=1");
            gateway.admin("quota", "enable", "--quota-scope=bucket", "--bucket=" + bucket);

            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(() -> client.objects()
                            .put("big", S3Request.Body.of(new byte[20_000]), Condition.NONE, null, false))
                    .withMessageContaining("no space left for s3://" + bucket + "/big")
                    .satisfies(e -> assertThat(e.isTransient()).isFalse());
        }
    }

    @Nested
    class OnS3Proxy extends Requests {
        OnS3Proxy() {
            super(Kind.S3PROXY);
        }

        @Test
        void everyAbilityIsFound() throws Exception {
            assertThat(new AbilitiesProbe(client, keys).run()).isEqualTo(new ServerAbilities(true, true, false, null));
        }
    }

    abstract static class Requests {
        final S3Gateway gateway;
        final S3Keys keys = new S3Keys(new S3Location("b", "sets"));
        String bucket;
        S3Client client;

        Requests(Kind kind) {
            gateway = S3Gateway.shared(kind);
        }

        @BeforeEach
        void open() {
            bucket = gateway.newBucket();
            client = client(bucket);
        }

        S3Client client(String name) {
            return S3Client.of(gateway.settings(), name, Clock.systemUTC(), Sets.SILENT);
        }

        static S3Request.Body body(String text) {
            return S3Request.Body.of(text.getBytes());
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, (8 << 20) - 1, 8 << 20, (8 << 20) + 1, 41_000_032})
        void aFileOfAnySizeIsStoredAndRead(int size) throws Exception {
            byte[] content = random(size);

            S3Objects.Stored stored = upload("dir/a file+1.db", content, Condition.ABSENT);

            try (InputStream in = client.objects().read("dir/a file+1.db")) {
                assertThat(Sha256.of(in)).isEqualTo(Sha256.of(content));
            }
            assertThat(client.lists().objects("dir/")).hasSize(1).allSatisfy(object -> {
                assertThat(object.key()).isEqualTo("dir/a file+1.db");
                assertThat(object.size()).isEqualTo(size);
                assertThat(object.etag()).isEqualTo(stored.etag());
            });
            assertThat(gateway.uploads(bucket)).isEmpty();
        }

        @Test
        void nothingIsOverwrittenThatMustBeAbsent() throws Exception {
            client.objects().put("key", body("first"), Condition.ABSENT, null, false);

            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(() -> client.objects().put("key", body("second"), Condition.ABSENT, null, false))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(S3Exception.Kind.PRECONDITION));
            assertThat(gateway.get(bucket, "key")).asString().isEqualTo("first");
        }

        @Test
        void anUploadThatIsClosedLeavesNothing() throws Exception {
            try (ObjectUpload upload = new ObjectUpload(client, "big", 20 << 20, null, false)) {
                upload.write(new byte[10 << 20], 0, 10 << 20);
            }

            assertThat(gateway.uploads(bucket)).isEmpty();
            assertThat(gateway.keys(bucket)).isEmpty();
        }

        @Test
        void aFileLongerOrShorterThanAnnouncedIsNoObject() throws Exception {
            try (ObjectUpload upload = new ObjectUpload(client, "short", 10, null, false)) {
                upload.write(new byte[9], 0, 9);
                assertThatExceptionOfType(IOException.class)
                        .isThrownBy(() -> upload.finish(10))
                        .withMessage("short has 9 bytes instead of 10");
                assertThatExceptionOfType(IOException.class).isThrownBy(() -> upload.write(new byte[2], 0, 2));
            }

            assertThat(gateway.keys(bucket)).isEmpty();
        }

        @Test
        void aListIsReadToItsLastPage() throws Exception {
            for (int i = 0; i < 1005; i++) {
                client.objects().put("many/%04d".formatted(i), S3Request.Body.NONE, Condition.NONE, null, false);
            }
            client.objects().put("other/x", S3Request.Body.NONE, Condition.NONE, null, false);

            assertThat(client.lists().objects("many/")).hasSize(1005);
            assertThat(client.lists().level("", "/").prefixes()).containsExactly("many/", "other/");
        }

        @Test
        void anOpenUploadIsListedWithItsLastPart() throws Exception {
            String id = client.uploads().create("half", null);
            assertThat(client.uploads().lastPart("half", id)).isEmpty();

            client.uploads().putPart("half", id, 1, body("part"), false);

            assertThat(client.lists().uploads("ha"))
                    .extracting(S3Object.Upload::id)
                    .containsExactly(id);
            assertThat(client.uploads().lastPart("half", id).orElseThrow())
                    .isBetween(Instant.now().minusSeconds(300), Instant.now().plusSeconds(300));
            client.uploads().abort("half", id);
            client.uploads().abort("half", id);
            assertThat(client.lists().uploads("")).isEmpty();
        }

        @Test
        void whatIsMissingIsTold() throws Exception {
            assertThat(client.objects().head("nothing")).isEmpty();
            client.objects().delete("nothing");
            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(() -> client.objects().read("nothing"))
                    .withMessage("there is no s3://" + bucket + "/nothing");
            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(() -> client("no-such-bucket").lists().objects(""))
                    .withMessage("there is no bucket 'no-such-bucket' at " + gateway.endpoint());
        }

        @Test
        void aWrongKeyIsToldWithoutIt() {
            for (Map<String, String> wrong : List.of(
                    Map.of("AWS_ACCESS_KEY_ID", "nobody", "AWS_SECRET_ACCESS_KEY", "geheim"),
                    Map.of(
                            "AWS_ACCESS_KEY_ID",
                            gateway.environment().get("AWS_ACCESS_KEY_ID"),
                            "AWS_SECRET_ACCESS_KEY",
                            "geheim"))) {
                S3Settings right = gateway.settings();
                S3Settings settings = new S3Settings(
                        right.server(),
                        new CredentialSettings(null, null, null, wrong),
                        null,
                        false,
                        right.stall(),
                        right.patience());
                S3Client stranger = S3Client.of(settings, bucket, Clock.systemUTC(), Sets.SILENT);
                assertThatExceptionOfType(S3Exception.class)
                        .isThrownBy(() -> stranger.lists().objects(""))
                        .withMessageContaining(
                                wrong.containsValue("nobody")
                                        ? "does not know the access key of the environment"
                                        : "refuses the secret key of the environment")
                        .satisfies(e -> assertThat(e.getMessage() + e.hint()).doesNotContain("geheim"))
                        .satisfies(e -> assertThat(e.isTransient()).isFalse());
            }
        }

        @Test
        void aClockThatIsWrongIsToldByHowMuch() {
            Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(47));
            S3Client early = S3Client.of(gateway.settings(), bucket, ahead, Sets.SILENT);

            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(() -> early.lists().objects(""))
                    .withMessageContaining("the clock here differs too much")
                    .withMessageMatching(".* by 4[67] minutes: it is ahead");
        }

        S3Objects.Stored upload(String key, byte[] content, Condition condition) throws IOException {
            try (ObjectUpload upload = new ObjectUpload(client, key, content.length, null, false)) {
                for (int done = 0; done < content.length; done += 100_000) {
                    upload.write(content, done, Math.min(100_000, content.length - done));
                }
                upload.finish(content.length);
                String expected = upload.expectedEtag();
                S3Objects.Stored stored = upload.complete(condition);
                assertThat(stored.etag()).isEqualTo(expected);
                return stored;
            }
        }

        static byte[] random(int size) {
            byte[] bytes = new byte[size];
            new Random(size).nextBytes(bytes);
            return bytes;
        }
    }
}
