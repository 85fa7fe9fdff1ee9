package io.etcdsnapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.backup.SetVerification;
import io.etcdsnapshot.etcd.Alarm;
import io.etcdsnapshot.etcd.SnapshotStatus;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.testing.Sets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestoreCheckTest {
    private static final String ID = "2026-11-20_013000";
    private static final Instant NOW = Instant.parse("2026-11-20T03:30:00Z");
    private static final String ONE = "11111111-1111-4111-8111-111111111111";
    private static final String OTHER = "22222222-2222-4222-8222-222222222222";

    private static final String VERSION = "4.16.21";
    private static final ClusterFingerprint PRINT = new ClusterFingerprint(Set.of("ca"), Set.of("image"));

    @TempDir
    Path location;

    @ParameterizedTest
    @CsvSource({
        "4.16.21, 4.16.21, 0",
        "4.16.21, 4.16.22, 1",
        "4.16.21, 4.17.0,  1",
        "4.16.21, ,        0",
    })
    void anotherVersionIsAMismatchAndAnUnknownOneIsNot(String ofSet, @Nullable String ofHost, int mismatches)
            throws Exception {
        Sets.makeComplete(location, ID);
        BackupSet set = Sets.in(location).get(0);
        assertThat(set.manifest().clusterVersion()).isEqualTo(ofSet);

        RestoreCheck prospect = RestoreCheck.of(set, ClusterFingerprint.NONE, host(null, ofHost), NOW);

        assertThat(prospect.mismatches()).hasSize(mismatches);
        assertThat(prospect.age()).isEqualTo(Duration.ofHours(2));
    }

    @ParameterizedTest
    @CsvSource({
        ONE + "," + ONE + ", true",
        ONE + "," + OTHER + ", false",
        ONE + ", , true",
        "," + ONE + ", true",
        "prod," + ONE + ", true",
    })
    void idsAreComparedAndANameIsNone(@Nullable String ofSet, @Nullable String ofHost, boolean fits) throws Exception {
        RestoreCheck prospect = prospect(host(ofHost, null), ofSet);

        assertThat(prospect.mismatches().isEmpty()).isEqualTo(fits);
    }

    @ParameterizedTest
    @CsvSource({"prod, prod, 0", "prod, test, 1", "prod, , 0", ", prod, 0"})
    void namesThatDifferAreAMismatch(@Nullable String ofSet, @Nullable String ofHost, int mismatches) throws Exception {
        HostCluster host = new HostCluster(ONE, ofHost, VERSION, false, ClusterFingerprint.NONE, null);

        assertThat(prospect(host, ofSet).mismatches()).hasSize(mismatches);
    }

    @ParameterizedTest
    @CsvSource({
        "a b, b c, i, i, 0, 0",
        "a, b, i, i, 1, 0",
        "a, a, i, j, 1, 0",
        "a, b, i, j, 2, 0",
        "a, '', i, i, 0, 1",
        "a, a, '', j, 0, 1",
        "a, a, etcd=1 kube-apiserver=2, etcd=1 kube-apiserver=2, 0, 0",
        "a, a, etcd=1 kube-apiserver=2, etcd=1 kube-apiserver=3, 1, 0",
        "a, a, etcd=1, etcd=1 kube-apiserver=3, 0, 0",
        "a, a, etcd=1, kube-apiserver=1, 0, 1",
        "'', '', '', '', 0, 2",
    })
    void withoutTheApiTheFilesOfSetAndHostAreCompared(
            String ofSet, String ofHost, String imagesOfSet, String imagesOfHost, int mismatches, int unknowns) {
        BackupSet set =
                new BackupSet(new BackupSetId(ID), "here", "here", true, SetState.FLAT, false, null, List.of(), null);
        ClusterFingerprint found = print(ofSet, imagesOfSet);

        RestoreCheck check = RestoreCheck.of(set, found, host(null, null, print(ofHost, imagesOfHost)), NOW);

        assertThat(check.mismatches()).hasSize(mismatches);
        assertThat(check.unknowns()).hasSize(unknowns);
        assertThat(check.warnings()).containsAll(check.unknowns()).containsAll(check.mismatches());
        if (mismatches + unknowns == 0) {
            assertThatCode(check::requireFit).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(check::requireFit)
                    .isInstanceOf(Failure.class)
                    .extracting("hint")
                    .asString()
                    .contains("--accept-mismatch");
        }
    }

    @ParameterizedTest
    @CsvSource({"false, b, 1", "false, a, 0", "true, b, 0"})
    void withoutTheApiOtherCertificatesOutweighAnIdThatOnlySetsTell(boolean apiAnswers, String ofHost, int mismatches)
            throws Exception {
        HostCluster host = new HostCluster(ONE, null, VERSION, apiAnswers, print(ofHost, ""), null);

        RestoreCheck check = RestoreCheck.of(prospect(host, ONE).set(), print("a", ""), host, NOW);

        assertThat(check.mismatches()).hasSize(mismatches);
    }

    /** The host's own files speak for it, where its directory holds the sets of another cluster alone. */
    @ParameterizedTest
    @CsvSource({"false, a, 0", "false, b, 2", "false, '', 2", "true, a, 2"})
    void withoutTheApiCopiesOfAnotherClustersSetsDoNotRefuseTheHostsOwn(
            boolean apiAnswers, String ofHost, int mismatches) throws Exception {
        HostCluster host = new HostCluster(OTHER, null, "4.99.0", apiAnswers, print(ofHost, "etcd=1"), null);

        RestoreCheck check = RestoreCheck.of(prospect(host, ONE).set(), print("a", "etcd=1"), host, NOW);

        assertThat(check.mismatches()).hasSize(mismatches);
        assertThat(check.host().id()).isEqualTo(mismatches == 0 ? null : OTHER);
        if (mismatches == 0) {
            assertThatCode(check::requireFit).doesNotThrowAnyException();
        }
    }

    private static ClusterFingerprint print(String authorities, String images) {
        return new ClusterFingerprint(words(authorities), words(images));
    }

    private static Set<String> words(String text) {
        return text.isEmpty() ? Set.of() : Set.of(text.split(" "));
    }

    private static HostCluster host(@Nullable String id, @Nullable String version) {
        return new HostCluster(id, null, version, false, ClusterFingerprint.NONE, null);
    }

    private static HostCluster host(@Nullable String id, @Nullable String version, ClusterFingerprint fingerprint) {
        return new HostCluster(id, null, version, false, fingerprint, null);
    }

    @ParameterizedTest
    @CsvSource({
        "3.6.0, , 3.5.21, true",
        ", 3.6.0, 3.5.21, true",
        "3.6.0, 3.5.0, 3.5.21, true",
        "3.6.0, 3.6.0, 3.6.6, false",
        "3.5.0, , 3.6.6, false",
        "3.9.0, , 3.10.1, false",
        ", , 3.5.21, false",
        "3.6.0, , , false",
        "3.6.0, , what, false"
    })
    void anOlderEtcdOnThisHostIsWarnedOf(
            @Nullable String ofCluster, @Nullable String ofStorage, @Nullable String ofHost, boolean warned)
            throws Exception {
        HostCluster host = new HostCluster(null, null, null, false, ClusterFingerprint.NONE, ofHost);
        SnapshotStatus status = new SnapshotStatus(1, 1, 1, 1, null, ofStorage, null, ofCluster);

        RestoreCheck check = prospect(host, null).with(verification(status, List.of()));

        assertThat(check.warnings().stream().anyMatch(warning -> warning.contains("older etcd")))
                .isEqualTo(warned);
    }

    @Test
    void alarmsThatWouldComeBackAreWarnedOf() throws Exception {
        RestoreCheck check = prospect(HostCluster.unknown(), null)
                .with(verification(new SnapshotStatus(1, 1, 1, 1), List.of(new Alarm("7", Alarm.NOSPACE))));

        assertThat(check.warnings()).anyMatch(warning -> warning.contains("member 7 had raised NOSPACE"));
    }

    private static SetVerification verification(SnapshotStatus status, List<Alarm> alarms) {
        return new SetVerification(
                new BackupSetId(ID), "here", Content.ALL, status, List.of(), List.of(), alarms, List.of(), false);
    }

    @Test
    void aMismatchIsRefused() throws Exception {
        RestoreCheck live = prospect(new HostCluster(ONE, null, VERSION, true, ClusterFingerprint.NONE, null), ONE);
        RestoreCheck foreign = prospect(host(ONE, VERSION), OTHER);

        assertThatThrownBy(() -> foreign.requireFit())
                .isInstanceOf(Failure.class)
                .hasMessageContaining(ONE)
                .hasMessageContaining(OTHER);
        assertThatCode(live::requireFit).doesNotThrowAnyException();
        assertThat(live.warnings()).anyMatch(warning -> warning.contains("still answers"));
    }

    @Test
    void onlyTheIdItselfConfirms() throws Exception {
        RestoreCheck prospect = prospect(HostCluster.unknown(), null);

        for (String typed : List.of("", "yes", "latest", "2026-11-20_013001")) {
            assertThatThrownBy(() -> prospect.requireConfirmed(typed)).isInstanceOf(Failure.class);
        }
        assertThatCode(() -> prospect.requireConfirmed(ID + "\n")).doesNotThrowAnyException();
    }

    @Test
    void aSetFromTheFutureAndADirtyOneAreWarnedOf() {
        BackupSet dirty = new BackupSet(
                new BackupSetId("2027-01-01_000000"), "here", "here", true, SetState.FLAT, true, null, List.of(), null);

        assertThat(RestoreCheck.of(dirty, PRINT, host(null, null, PRINT), NOW).warnings())
                .hasSize(2)
                .anyMatch(warning -> warning.contains("--force"))
                .anyMatch(warning -> warning.contains("future"));
    }

    private RestoreCheck prospect(HostCluster host, @Nullable String clusterId) throws Exception {
        Path manifest = Sets.makeComplete(location, ID).resolve("manifest.json");
        if (clusterId != null) {
            String text = Files.readString(manifest);
            Files.writeString(
                    manifest, text.replace("\"node\"", "\"clusterId\": \"%s\", \"node\"".formatted(clusterId)));
        }
        return RestoreCheck.of(Sets.in(location).get(0), ClusterFingerprint.NONE, host, NOW);
    }
}
