package io.etcdsnapshot.store.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.store.memory.MemoryStore;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of sets of other tools that are not as one hopes. */
class ForeignWordsTest {
    private static final String DIRECTORY = "backup-nightly-2026-11-20_012957/";
    private static final String DB = "snapshot_2026-11-20_013000.db";
    private static final String TAR = "static_kuberesources_2026-11-20_013000.tar.gz";

    private final MemoryStore store = MemoryStore.named("sets");

    private void put(String name, int size) {
        store.files().put("/sets/" + name, new byte[size]);
    }

    private BackupSet only() throws Unreadable {
        List<BackupSet> sets = store.list().sets();
        assertThat(sets).hasSize(1);
        return sets.get(0);
    }

    @Test
    void twoRunsInOneDirectoryAreTwoSets() throws Unreadable {
        for (String stamp : List.of("2026-11-20_013000", "2026-11-20_014500")) {
            put("2026-11-20_012957/snapshot_%s.db".formatted(stamp), 4096 + 32);
            put("2026-11-20_012957/static_kuberesources_%s.tar.gz".formatted(stamp), 10);
        }

        assertThat(store.list().sets())
                .hasSize(2)
                .allSatisfy(set -> assertThat(set.state()).isEqualTo(SetState.FOREIGN))
                .allSatisfy(set -> assertThat(set.problem()).isEqualTo("2 runs share 2026-11-20_012957"));
    }

    @Test
    void halvesOfTwoRunsAreNoSet() throws Unreadable {
        put(DIRECTORY + DB, 4096 + 32);
        put(DIRECTORY + "static_kuberesources_2026-11-20_014500.tar.gz", 10);

        assertThat(store.list().sets())
                .hasSize(2)
                .allSatisfy(set -> assertThat(set.state()).isEqualTo(SetState.INCOMPLETE))
                .extracting(BackupSet::problem)
                .containsExactly(
                        "there is no snapshot_2026-11-20_014500.db; %s beside it is of another run".formatted(DB),
                        "there is no %s; static_kuberesources_2026-11-20_014500.tar.gz beside it is of another run"
                                .formatted(TAR));
    }

    @Test
    void aForcedRunIsDirty() throws Unreadable {
        put(DIRECTORY + "snapshot_2026-11-20_013000__POSSIBLY_DIRTY__.db", 4096 + 32);
        put(DIRECTORY + "static_kuberesources_2026-11-20_013000__POSSIBLY_DIRTY__.tar.gz", 10);

        assertThat(only().dirty()).isTrue();
        assertThat(only().state()).isEqualTo(SetState.FOREIGN);
    }

    @Test
    void aBackupThatDidNotEndIsIncomplete() throws Unreadable {
        put(DIRECTORY + TAR, 10);
        put(DIRECTORY + DB + ".part", 4096);

        assertThat(only().state()).isEqualTo(SetState.INCOMPLETE);
        assertThat(only().problem()).isEqualTo(DB + ".part was left by a backup that did not end");
        assertThat(only().isRemovable()).isFalse();
    }

    @Test
    void aSaveThatDidNotEndIsIncomplete() throws Unreadable {
        put("1795138200.db.part", 4096);

        assertThat(only().state()).isEqualTo(SetState.INCOMPLETE);
        assertThat(only().problem()).isEqualTo("left by a save that did not end");
    }

    @Test
    void aSnapshotThatIsCutShortIsDamaged() throws Unreadable {
        put("etcd-snapshot-master-0-1795138200", 4096);

        assertThat(only().state()).isEqualTo(SetState.CORRUPT);
        assertThat(only().isRemovable()).isFalse();
    }

    /** A database of another program, and a file with a number that is not its time. */
    @Test
    void otherFilesStayOtherFiles() throws Unreadable {
        put("Thumbs.db", 4096);
        put("core.1700000000", 100);
        put("report-1700000000", 100);
        put("Incr-00000001-00000002-1795138200", 4128);

        assertThat(store.list().sets()).isEmpty();
        assertThat(store.list().ignored()).hasSize(4);
    }

    /** What the time of a file says, copies and unpacking change. */
    @Test
    void aNameWithoutATimeLeavesItUnknown() throws Unreadable {
        put("snapshot.db", 4096 + 32);

        assertThat(only().isDated()).isFalse();
        assertThat(only().label()).isEqualTo("snapshot.db");
    }

    @Test
    void theOwnDirectoryOfASetIsThatSet() throws Unreadable {
        put(DIRECTORY + DB, 4096 + 32);
        put(DIRECTORY + TAR, 10);

        List<BackupSet> sets =
                store.opened("backup-nightly-2026-11-20_012957").list().sets();

        assertThat(sets).hasSize(1);
        assertThat(sets.get(0).state()).isEqualTo(SetState.FOREIGN);
        assertThat(sets.get(0).isRemovable()).isFalse();
    }
}
