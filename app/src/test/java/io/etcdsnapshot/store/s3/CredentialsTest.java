package io.etcdsnapshot.store.s3;

import static io.etcdsnapshot.store.s3.FaultyServer.answer;
import static io.etcdsnapshot.store.s3.FaultyServer.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where keys come from, in which order, and how they are renewed. */
class CredentialsTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    private Path home;

    private Instant now = NOON;

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    private CredentialChain chain(Path secret, String profile, String... variables) {
        return chain(secret, profile, WebIdentity.Sts.of(HttpClient.newHttpClient(), environment(), "eu"), variables);
    }

    private CredentialChain chain(Path secret, String profile, WebIdentity.Factory sts, String... variables) {
        return CredentialChain.of(
                new CredentialSettings(
                        secret, null, profile, environment(variables).environment()),
                sts,
                clock);
    }

    private CredentialSettings environment(String... variables) {
        Map<String, String> all = new HashMap<>(Map.of("HOME", home.toString()));
        for (int i = 0; i < variables.length; i += 2) {
            all.put(variables[i], variables[i + 1]);
        }
        return new CredentialSettings(null, null, null, all);
    }

    private void writeProfiles() throws Exception {
        Files.createDirectories(home.resolve(".aws"));
        Files.writeString(
                home.resolve(".aws/credentials"),
                """
                # a comment
                [default]
                aws_access_key_id = AKDEFAULT
                aws_secret_access_key=geheim/+=

                [ other ]
                aws_access_key_id=AKOTHER
                aws_secret_access_key=geheim
                aws_session_token=token
                [half]
                aws_access_key_id=AKHALF
                """);
    }

    @Test
    void theEnvironmentComesBeforeTheFile() throws Exception {
        writeProfiles();

        Credentials found = chain(
                        null, null, "AWS_ACCESS_KEY_ID", "AK", "AWS_SECRET_ACCESS_KEY", "SK", "AWS_SESSION_TOKEN", "T")
                .get();

        assertThat(found).isEqualTo(new Credentials("AK", "SK", "T", null, "the environment"));
    }

    @Test
    void theFileHasProfiles() throws Exception {
        writeProfiles();
        Path file = home.resolve(".aws/credentials");

        assertThat(chain(null, null).get())
                .isEqualTo(new Credentials("AKDEFAULT", "geheim/+=", null, null, "profile 'default' in " + file));
        assertThat(chain(null, null, "AWS_PROFILE", "other").get().sessionToken())
                .isEqualTo("token");
        assertThat(chain(null, "other", "AWS_ACCESS_KEY_ID", "AK", "AWS_SECRET_ACCESS_KEY", "SK")
                        .get()
                        .accessKey())
                .isEqualTo("AKOTHER");
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> chain(null, "nobody").get())
                .withMessage("there is no profile 'nobody' in " + file);
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> chain(null, "half").get())
                .withMessage("profile 'half' in %s has no aws_access_key_id and aws_secret_access_key".formatted(file));
    }

    @Test
    void theRegionIsThatOfTheProfile() throws Exception {
        writeProfiles();
        assertThat(ProfileRegion.of(environment())).isEmpty();
        Files.writeString(
                home.resolve(".aws/config"),
                """
                [default]
                region = eu-north-1
                [profile other]
                region = eu-central-1
                """);

        assertThat(ProfileRegion.of(environment())).contains("eu-north-1");
        assertThat(ProfileRegion.of(environment("AWS_PROFILE", "other"))).contains("eu-central-1");
        Path elsewhere = Files.writeString(home.resolve("config"), "[default]\nregion=eu-west-1\n");
        assertThat(ProfileRegion.of(environment("AWS_CONFIG_FILE", elsewhere.toString())))
                .contains("eu-west-1");
    }

    @Test
    void aSecretOfTheCloudCredentialOperatorTellsARoleAndItsToken() throws Exception {
        Path secret = Files.createDirectory(home.resolve("secret"));
        Path token = Files.writeString(home.resolve("token"), "of the pod");
        Files.writeString(
                secret.resolve("credentials"),
                """
                [default]
                sts_regional_endpoints = regional
                role_name = etcd-backup
                role_arn = arn:aws:iam::1:role/r
                web_identity_token_file = %s
                region = eu-south-2
                """
                        .formatted(token));
        try (FaultyServer server = FaultyServer.start()) {
            server.always(ok(credentials("ONE", NOON.plus(Duration.ofHours(1)))));
            WebIdentity.Factory sts = new WebIdentity.Sts(HttpClient.newHttpClient(), server.endpoint());

            assertThat(chain(secret, null, sts).get().sessionToken()).isEqualTo("tokenONE");
            assertThat(new String(server.asked().get(0).body()))
                    .contains("RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr", "WebIdentityToken=of+the+pod");
        }
        assertThat(ProfileRegion.of(new CredentialSettings(secret, null, null, Map.of())))
                .contains("eu-south-2");
    }

    @Test
    void aMountedSecretWinsAndIsReadAgain() throws Exception {
        Path secret = Files.createDirectory(home.resolve("secret"));
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> chain(secret, null, "AWS_ACCESS_KEY_ID", "AK", "AWS_SECRET_ACCESS_KEY", "SK")
                        .get())
                .withMessage("%s has neither AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY nor credentials", secret);
        Files.writeString(secret.resolve("aws_access_key_id"), "one");
        Files.writeString(secret.resolve("aws_secret_access_key"), "geheim\n");
        CredentialChain chain = chain(secret, null, "AWS_ACCESS_KEY_ID", "AK", "AWS_SECRET_ACCESS_KEY", "SK");

        assertThat(chain.get()).isEqualTo(new Credentials("one", "geheim", null, null, secret.toString()));
        Files.writeString(secret.resolve("aws_access_key_id"), "two");
        assertThat(chain.get().accessKey()).isEqualTo("one");
        now = NOON.plus(Duration.ofMinutes(2));
        assertThat(chain.get().accessKey()).isEqualTo("two");
    }

    @Test
    void nothingAnywhereSaysWhatToGive() {
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> chain(null, null).get())
                .withMessage("no credentials: the environment, web identity and the credentials file have none")
                .satisfies(e -> assertThat(e.hint()).contains("AWS_ACCESS_KEY_ID"));
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> chain(null, null, "AWS_ACCESS_KEY_ID", "AK").get())
                .withMessage("of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY only one is set");
    }

    @Test
    void aRoleIsTakenOnWithTheTokenOfThePodAndRenewedInTime() throws Exception {
        Path token = Files.writeString(home.resolve("token"), "first\n");
        try (FaultyServer server = FaultyServer.start()) {
            server.then(ok(credentials("ONE", NOON.plus(Duration.ofHours(1)))))
                    .then(ok(credentials("TWO", NOON.plus(Duration.ofHours(2)))))
                    .always(answer(500, "<html/>"));
            CredentialChain chain = roleOf(server, token);

            assertThat(chain.get().accessKey()).isEqualTo("ONE");
            now = NOON.plus(Duration.ofMinutes(54));
            assertThat(chain.get().sessionToken()).isEqualTo("tokenONE");
            Files.writeString(token, "second");
            now = NOON.plus(Duration.ofMinutes(56));
            assertThat(chain.get().accessKey()).isEqualTo("TWO");

            // It can't be renewed, and holds for a while.
            now = NOON.plus(Duration.ofMinutes(119));
            assertThat(chain.get().accessKey()).isEqualTo("TWO");
            now = NOON.plus(Duration.ofMinutes(121));
            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(chain::get)
                    .withMessage("%s does not answer like STS (status 500)".formatted(server.endpoint()));

            assertThat(new String(server.asked().get(0).body()))
                    .isEqualTo("Action=AssumeRoleWithWebIdentity&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr"
                            + "&RoleSessionName=etcd-snapshot&Version=2011-06-15&WebIdentityToken=first");
            assertThat(new String(server.asked().get(1).body())).endsWith("WebIdentityToken=second");
        }
    }

    @Test
    void aRoleThatIsRefusedIsNamedAndTheTokenIsNot() throws Exception {
        Path token = Files.writeString(home.resolve("token"), "geheim");
        try (FaultyServer server = FaultyServer.start()) {
            server.always(
                    answer(
                            403,
                            "<ErrorResponse><Error><Code>AccessDenied</Code><Message>Not authorized</Message></Error></ErrorResponse>"));

            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(() -> roleOf(server, token).get())
                    .withMessage("%s refuses arn:aws:iam::1:role/r: AccessDenied: Not authorized"
                            .formatted(server.endpoint()));
        }
    }

    private CredentialChain roleOf(FaultyServer server, Path token) {
        return chain(
                null,
                null,
                new WebIdentity.Sts(HttpClient.newHttpClient(), server.endpoint()),
                "AWS_ROLE_ARN",
                "arn:aws:iam::1:role/r",
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                token.toString());
    }

    private static String credentials(String name, Instant expires) {
        return ("<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>%1$s"
                        + "</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>token%1$s</SessionToken>"
                        + "<Expiration>%2$s</Expiration></Credentials></AssumeRoleWithWebIdentityResult>"
                        + "</AssumeRoleWithWebIdentityResponse>")
                .formatted(name, expires);
    }

    @Test
    void noSecretIsEverPrinted() throws Exception {
        writeProfiles();
        CredentialSettings settings = environment("AWS_SECRET_ACCESS_KEY", "geheim", "AWS_ACCESS_KEY_ID", "AK");

        assertThat("%s %s %s"
                        .formatted(
                                settings,
                                CredentialChain.of(
                                                settings,
                                                WebIdentity.Sts.of(HttpClient.newHttpClient(), settings, "eu"),
                                                clock)
                                        .get(),
                                Profile.find(Files.readString(home.resolve(".aws/credentials")), "other")))
                .doesNotContain("geheim")
                .doesNotContain("token");
    }
}
