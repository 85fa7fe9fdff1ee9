package io.etcdsnapshot.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestorePreflightTest {
    private static final String SCRIPT = "/usr/local/bin/cluster-restore.sh";
    private static final String UP_TO_417 = "ETCD_STATIC_POD_LIST=(etcd-pod.yaml) AUX_STATIC_POD_LIST=(x) ";
    private static final String FROM_418 = "ETCD_STATIC_POD_LIST=(etcd-pod.yaml) ";
    private static final String FROM_423 = FROM_418 + "backup_remaining_etcd_data_dir_contents ";

    @TempDir
    Path root;

    @BeforeEach
    void aMemberWithData() throws IOException {
        Files.createDirectories(root.resolve("var/lib/etcd/member/snap"));
        Files.writeString(root.resolve("var/lib/etcd/revision.json"), "{}");
        Files.writeString(root.resolve("var/lib/etcd/etcd_perf.0"), "");
        Files.createDirectories(root.resolve("usr/local/bin"));
    }

    @ParameterizedTest
    @CsvSource({
        UP_TO_417 + ", ALL_STATIC_PODS",
        FROM_418 + ", ETCD_ALONE",
        FROM_423 + ", ETCD_ALONE_AND_MOVES_FILES",
        "echo mine, UNKNOWN"
    })
    void theScriptItselfTellsItsGeneration(String text, RestoreScriptKind kind) throws IOException {
        script(text);

        assertThat(preflight().scriptKind()).isEqualTo(kind);
        assertThat(preflight().obstacles(1)).isEmpty();
    }

    @Test
    void aForeignFileInEtcdsDirectoryStopsTheScriptsThatGiveUpOverIt() throws IOException {
        Files.writeString(root.resolve("var/lib/etcd/old.db"), "");
        script(FROM_418);

        assertThatThrownBy(() -> preflight().requireClear(1))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED))
                .hasMessageContaining("/var/lib/etcd holds old.db")
                .extracting("hint")
                .asString()
                .contains("move it out of /var/lib/etcd");
        for (String other : new String[] {UP_TO_417, FROM_423}) {
            script(other);
            assertThatCode(() -> preflight().requireClear(1)).doesNotThrowAnyException();
        }
    }

    @Test
    void threeTimesTheSnapshotMustFit() throws IOException {
        script(FROM_423);
        long free = root.toFile().getUsableSpace();

        assertThatCode(() -> preflight().requireClear(free / 4)).doesNotThrowAnyException();
        assertThatThrownBy(() -> preflight().requireClear(free / 2)).hasMessageContaining("too little space");
    }

    @Test
    void theDataOfAnEarlierRestoreAreToBeKnownOfAndStopNothing() throws IOException {
        script(FROM_423);
        assertThat(preflight().movedAway()).isEmpty();
        Files.createDirectories(root.resolve("var/lib/etcd-backup/member"));

        assertThat(preflight().movedAway()).contains("/var/lib/etcd-backup/member");
        assertThat(preflight().obstacles(1)).singleElement().satisfies(obstacle -> {
            assertThat(obstacle.stops()).isFalse();
            assertThat(obstacle.text()).contains("/var/lib/etcd-backup/member", "removes it");
        });
    }

    @Test
    void aMachineWithoutTheScriptIsToldSo() {
        assertThat(preflight().obstacles(1)).singleElement().satisfies(obstacle -> {
            assertThat(obstacle.stops()).isFalse();
            assertThat(obstacle.text()).contains("there is no " + SCRIPT);
        });
    }

    private RestorePreflight preflight() {
        return new RestorePreflight(new HostRoot(root), SCRIPT);
    }

    private void script(String text) throws IOException {
        Files.writeString(root.resolve(SCRIPT.substring(1)), text);
    }
}
