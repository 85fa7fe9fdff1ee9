package io.etcdsnapshot.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.EtcdServer;
import io.etcdsnapshot.testing.EtcdVersion;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AlarmsIT {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void thatWereRaisedAreReadFromTheSnapshot(EtcdVersion version) throws Exception {
        try (EtcdServer etcd = version.start(directory)) {
            etcd.raiseAlarm("NOSPACE", 0x8e9e05c52164694dL);
            etcd.raiseAlarm("CORRUPT", 7);
            Path file = etcd.save(directory.resolve("snapshot.db"));

            SnapshotVerification verification;
            try (InputStream in = Files.newInputStream(file)) {
                verification = SnapshotVerifier.verify("snapshot.db", Files.size(file), in);
            }

            assertThat(verification.ok()).isTrue();
            assertThat(verification.alarms())
                    .containsExactlyInAnyOrder(new Alarm("8e9e05c52164694d", "NOSPACE"), new Alarm("7", "CORRUPT"));
        }
    }
}
