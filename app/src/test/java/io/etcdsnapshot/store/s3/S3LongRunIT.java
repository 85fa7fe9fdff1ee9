package io.etcdsnapshot.store.s3;

import static io.etcdsnapshot.store.s3.FaultyServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.S3Gateway;
import io.etcdsnapshot.testing.SampleSets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that outlives its credentials: session tokens of a real Ceph gateway, for a role that is assumed with a token. */
class S3LongRunIT {
    private static final String ID = "2026-11-20_013000";
    private static final int MEBIBYTES = 40;
    /** A little more than what is left of credentials when they are renewed. */
    private static final int LIFE_SECONDS = 5 * 60 + 2;

    private static final String TRUST =
            "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":[\"arn:aws:iam:::user/backups\"]},"
                    + "\"Action\":[\"sts:AssumeRole\"]}]}";
    private static final String RIGHTS =
            "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"s3:*\"],\"Resource\":\"arn:aws:s3:::*\"}]}";

    private final S3Gateway gateway = S3Gateway.shared(S3Gateway.Kind.CEPH_WITH_STS);
    private final Set<String> sessions = ConcurrentHashMap.newKeySet();

    @Test
    void credentialsOfARoleAreRenewedWhileTheRunGoesOn(@TempDir Path work) throws Exception {
        gateway.admin("role", "create", "--role-name=backup", "--assume-role-policy-doc=" + TRUST);
        gateway.admin("role-policy", "put", "--role-name=backup", "--policy-name=all", "--policy-doc=" + RIGHTS);
        Path source = Files.createDirectory(work.resolve("source"));
        SampleSets.takeTwo(work, MEBIBYTES).get(0).add(source, ID);
        Path token = Files.writeString(work.resolve("token"), "of the pod");
        String location = "s3://%s/prod".formatted(gateway.newBucket());

        try (FaultyServer sts = FaultyServer.start()) {
            sts.always((exchange, asked) -> {
                assertThat(new String(asked.body(), StandardCharsets.UTF_8))
                        .contains("WebIdentityToken=of+the+pod", "role%2Fbackup");
                ok(shortSession()).give(exchange, asked);
            });
            Program copy = Program.etcdSnapshot("sync", "--from", source.toString(), "--to", location)
                    .and("--s3-endpoint", gateway.endpoint().toString(), "--bandwidth-limit", "5M")
                    .with("HOME", work.toString())
                    .with("AWS_ROLE_ARN", "arn:aws:iam:::role/backup")
                    .with("AWS_WEB_IDENTITY_TOKEN_FILE", token.toString())
                    .with("AWS_ENDPOINT_URL_STS", sts.endpoint().toString());
            Program.Result copied = copy.run();

            assertThat(copied.exitCode()).as(copied.all()).isZero();
            assertThat(copied.all()).doesNotContain(sessions);
        }
        assertThat(sessions).as("tokens that were handed out").hasSizeGreaterThan(2);
        Program verify = Program.etcdSnapshot(
                "verify", location, "--s3-endpoint", gateway.endpoint().toString());
        gateway.environment().forEach(verify::with);
        verify.output();
    }

    /** Hands out what the gateway's own service does, as if it ended soon. */
    private String shortSession() {
        String request = "Action=AssumeRole&RoleArn=arn:aws:iam:::role/backup&RoleSessionName=backup"
                + "&DurationSeconds=900&Version=2011-06-15";
        String answer = new String(
                gateway.request(
                                "POST",
                                "/",
                                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                                request.getBytes(StandardCharsets.UTF_8))
                        .body(),
                StandardCharsets.UTF_8);
        sessions.add(answer.replaceFirst(".*<SessionToken>(.*?)</SessionToken>.*", "$1"));
        return answer.replace("AssumeRole", "AssumeRoleWithWebIdentity")
                .replaceFirst(
                        "<Expiration>.*?</Expiration>",
                        "<Expiration>%s</Expiration>".formatted(Instant.now().plusSeconds(LIFE_SECONDS)));
    }
}
