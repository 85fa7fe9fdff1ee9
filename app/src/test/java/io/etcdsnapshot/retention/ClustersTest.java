package io.etcdsnapshot.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.retention.RetentionPolicy.Period;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which sets are of one cluster, and that each cluster is planned as if it were alone. */
class ClustersTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    @Test
    void setsWithoutAClusterAreAGroupOfTheirOwn() {
        BackupSet unknown = set("2026-11-20_010000", null, null);
        BackupSet known = set("2026-11-19_010000", "a", null);

        Clusters clusters = new Clusters(List.of(unknown, known));

        assertThat(clusters.of(unknown)).isEmpty();
        assertThat(clusters.of(known)).contains("a");
        assertThat(clusters.of(TestSets.flat(new BackupSetId("2026-11-20_010000"), SetState.FLAT)))
                .isEmpty();
    }

    @Test
    void anOlderManifestWithTheNameIsOfTheClusterThatHasItNow() {
        BackupSet older = set("2026-11-18_010000", "prod", null);
        BackupSet newer = set("2026-11-19_010000", "uuid-1", "prod");

        assertThat(new Clusters(List.of(older, newer)).of(older)).contains("uuid-1");
        assertThat(new Clusters(List.of(older)).of(older)).contains("prod");
        assertThat(plan(1, older, newer).remove()).containsExactly(older);
    }

    @Test
    void aNameThatTwoClustersHaveTellsNothing() {
        BackupSet older = set("2026-11-18_010000", "prod", null);
        List<BackupSet> sets =
                List.of(older, set("2026-11-19_010000", "uuid-1", "prod"), set("2026-11-19_020000", "uuid-2", "prod"));

        assertThat(new Clusters(sets).of(older)).isEqualTo(Optional.of("prod"));
    }

    @Test
    void everyClusterHasItsOwnRulesAndItsOwnNewest() {
        BackupSet a1 = set("2026-11-17_010000", "a", null);
        BackupSet a2 = set("2026-11-18_010000", "a", null);
        BackupSet b1 = set("2026-11-19_010000", "b", null);
        BackupSet b2 = set("2026-11-20_010000", "b", null);
        BackupSet unknown = set("2026-11-16_010000", null, null);

        RetentionPlan plan = plan(1, b1, a1, unknown, b2, a2);

        assertThat(plan.keep()).extracting(RetentionPlan.Kept::set).containsExactly(b2, a2, unknown);
        assertThat(plan.keep()).allMatch(kept -> kept.reasons().equals(List.of(RetentionPolicy.NEWEST, "last")));
        assertThat(plan.remove()).containsExactly(b1, a1);
        assertThat(RetentionPolicy.newest(List.of(b1, a1, unknown, b2, a2), NOW))
                .containsExactlyInAnyOrder(b2, a2, unknown);
    }

    @Test
    void withinCountsBackFromTheNewestOfTheSameCluster() {
        BackupSet a1 = set("2026-10-01_010000", "a", null);
        BackupSet a2 = set("2026-10-02_010000", "a", null);
        BackupSet b = set("2026-11-20_010000", "b", null);

        assertThat(TestSets.keepWithin("2d").plan(List.of(a1, a2, b), NOW).remove())
                .isEmpty();
    }

    @Test
    void aDamagedSetWaitsForANewerOneOfItsOwnCluster() {
        BackupSet damaged = set("2026-11-17_010000", "a", null).as(SetState.CORRUPT, "damaged");
        BackupSet other = set("2026-11-20_010000", "b", null);

        assertThat(plan(1, damaged, other).remove()).isEmpty();
        assertThat(plan(1, damaged, other, set("2026-11-18_010000", "a", null)).remove())
                .containsExactly(damaged);
    }

    private static RetentionPlan plan(int last, BackupSet... sets) {
        return TestSets.keep(Period.LAST, last).plan(List.of(sets), NOW);
    }

    private static BackupSet set(String name, @Nullable String cluster, @Nullable String clusterName) {
        BackupSetId id = new BackupSetId(name);
        Map<String, Object> manifest = new HashMap<>(Map.of(
                "formatVersion", 1,
                "id", name,
                "takenAt", id.time().toString(),
                "snapshot", Map.of(),
                "files", List.of(),
                "tags", List.of()));
        manifest.put("clusterId", cluster);
        manifest.put("clusterName", clusterName);
        return new BackupSet(
                id,
                "here",
                "here/" + id,
                false,
                SetState.COMPLETE,
                false,
                Json.readManifest(Json.write(manifest)),
                List.of(),
                null);
    }
}
