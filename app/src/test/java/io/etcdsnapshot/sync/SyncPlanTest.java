package io.etcdsnapshot.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.etcd.SnapshotStatus;
import io.etcdsnapshot.retention.RetentionPolicy;
import io.etcdsnapshot.retention.RetentionPolicy.Period;
import io.etcdsnapshot.testing.Manifests;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is sent where of whole sets and halves. */
class SyncPlanTest {
    private static final String ID = "2026-11-20_013000";
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final RetentionPolicy NO_RULES = new RetentionPolicy(Map.of(), null, List.of());

    @ParameterizedTest(name = "source {0}, wanted {1}, there {2}: {3}")
    @CsvSource(
            nullValues = "nothing",
            value = {
                "all, all, nothing, sent",
                "all, snapshot, nothing, sent",
                "all, kubeResources, nothing, sent",
                "snapshot, all, nothing, sent",
                "snapshot, snapshot, nothing, sent",
                "snapshot, kubeResources, nothing, left out",
                "all, all, all, there",
                "all, snapshot, all, there",
                "snapshot, all, all, there",
                "snapshot, all, snapshot, there",
                "all, snapshot, snapshot, there",
                "all, all, snapshot, sent",
                "all, all, kubeResources, sent",
                "all, snapshot, kubeResources, left out",
                "all, kubeResources, snapshot, left out",
                "kubeResources, all, snapshot, left out"
            })
    void whatIsSent(String source, String wanted, String there, String outcome) {
        List<BackupSet> destination = there == null ? List.of() : List.of(set(ID, there, "same"));

        SyncPlan plan =
                SyncPlan.of(List.of(set(ID, source, "same")), destination, Content.parse(wanted), NO_RULES, NOW);

        assertThat(plan.missing()).hasSize(outcome.equals("sent") ? 1 : 0);
        assertThat(plan.alreadyThere()).isEqualTo(outcome.equals("there") ? 1 : 0);
        assertThat(plan.leftOut()).hasSize(outcome.equals("left out") ? 1 : 0);
    }

    @Test
    void aHalfOfAnotherSetUnderTheSameIdIsNeverReplaced() {
        SyncPlan plan = SyncPlan.of(
                List.of(set(ID, "all", "ours")), List.of(set(ID, "snapshot", "theirs")), Content.ALL, NO_RULES, NOW);

        assertThat(plan.missing()).isEmpty();
        assertThat(plan.alreadyThere()).isZero();
        assertThat(plan.problems())
                .extracting(SyncProblem::text)
                .containsExactly(
                        ID
                                + " at the destination is another set, of an unknown cluster; the source's is of an unknown cluster");
    }

    @ParameterizedTest
    @CsvSource({"all, 1", "snapshot, 1", "kubeResources, 0"})
    void whatIsNotWholeGivesWayOnlyToWhatHasItsFiles(String wanted, int sent) {
        BackupSet snapshotAlone = set(ID, "snapshot", "same").as(SetState.INCOMPLETE, "a file is missing");

        SyncPlan plan = SyncPlan.of(
                List.of(set(ID, "all", "same")), List.of(snapshotAlone), Content.parse(wanted), NO_RULES, NOW);

        assertThat(plan.missing()).hasSize(sent);
        assertThat(plan.problems()).hasSize(1 - sent);
    }

    @Test
    void aHalfThatIsReplacedTakesNoSlotBesideItsSuccessor() {
        String older = "2026-11-19_013000";
        RetentionPolicy two = new RetentionPolicy(Map.of(Period.LAST, 2), null, List.of());

        SyncPlan plan = SyncPlan.of(
                List.of(set(ID, "all", "a"), set(older, "all", "b")),
                List.of(set(ID, "snapshot", "a"), set(older, "snapshot", "b")),
                Content.ALL,
                two,
                NOW);

        assertThat(plan.missing()).extracting(each -> each.id().value()).containsExactly(ID, older);
    }

    @Test
    void onlyASetWithASnapshotIsABasisForOne() {
        BackupSet today = set(ID, "all", "today");
        BackupSet near = set("2026-11-19_013000", "all", "near");
        BackupSet far = set("2026-11-18_013000", "all", "far");

        assertThat(SyncPlan.basis(
                        today,
                        List.of(today, near, far),
                        List.of(
                                set("2026-11-19_013000", "kubeResources", "near"),
                                set("2026-11-18_013000", "snapshot", "far"))))
                .contains(far);
        assertThat(SyncPlan.basis(today, List.of(today, near), List.of(set(ID, "snapshot", "today"))))
                .contains(today);
    }

    @Test
    void anotherClustersSetUnderTheSameIdIsAProblemWhateverItsState() {
        BackupSet theirs = set(ID, "all", "theirs");

        for (BackupSet there : List.of(theirs, theirs.as(SetState.INCOMPLETE, "a file is missing"))) {
            SyncPlan plan = SyncPlan.of(List.of(set(ID, "all", "ours")), List.of(there), Content.ALL, NO_RULES, NOW);

            assertThat(plan.missing()).isEmpty();
            assertThat(plan.problems())
                    .singleElement()
                    .extracting(SyncProblem::text)
                    .asString()
                    .contains("is another set");
        }
    }

    @Test
    void withoutManifestsSizesTellWhetherItIsTheSameSet() {
        BackupSet ours = set(ID, "all", "ours");

        SyncPlan alike = SyncPlan.of(List.of(ours), List.of(flat(ID, 1)), Content.ALL, NO_RULES, NOW);
        assertThat(alike.alreadyThere()).isEqualTo(1);
        assertThat(alike.alike()).as("to be compared closer").hasSize(1);
        assertThat(alike.without(alike.alike()).alreadyThere()).isZero();
        assertThat(alike.without(alike.alike()).problems()).hasSize(1);
        assertThat(SyncPlan.of(List.of(ours), List.of(flat(ID, 2)), Content.ALL, NO_RULES, NOW)
                        .problems())
                .hasSize(1);
        assertThat(SyncPlan.of(List.of(flat(ID, 1)), List.of(ours), Content.ALL, NO_RULES, NOW)
                        .alreadyThere())
                .isEqualTo(1);
        assertThat(SyncPlan.of(List.of(flat(ID, 2)), List.of(ours), Content.ALL, NO_RULES, NOW)
                        .problems())
                .hasSize(1);
    }

    @Test
    void whatIsLeftOfAFlatSetIsReplaced() {
        BackupSet half = flat(ID, 5).as(SetState.INCOMPLETE, "a file is missing");

        SyncPlan plan = SyncPlan.of(List.of(set(ID, "all", "ours")), List.of(half), Content.ALL, NO_RULES, NOW);

        assertThat(plan.missing()).hasSize(1);
    }

    @Test
    void whatCanNotBeReadThereOrIsNotOursIsNeverReplaced() {
        BackupSet ours = set(ID, "all", "same");
        BackupSet foreign = new BackupSet(
                ours.id(), "here", "here/" + ID, false, SetState.INCOMPLETE, false, null, ours.files(), "no manifest");

        for (BackupSet there : List.of(ours.as(SetState.UNREADABLE, "permission denied"), foreign)) {
            SyncPlan plan = SyncPlan.of(List.of(ours), List.of(there), Content.ALL, NO_RULES, NOW);

            assertThat(plan.missing()).isEmpty();
            assertThat(plan.problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.hint()).isNull())
                    .extracting(SyncProblem::text)
                    .asString()
                    .startsWith(ID + " is not usable at the destination and is left unchanged: ")
                    .endsWith(String.valueOf(there.problem()));
        }
    }

    @Test
    void ofTwoSetsUnderOneIdTheUsableOneCounts() {
        BackupSet ours = set(ID, "all", "same");
        BackupSet damaged = flat(ID, 7).as(SetState.INCOMPLETE, "a file is missing");

        for (List<BackupSet> there : List.of(List.of(ours, damaged), List.of(damaged, ours))) {
            assertThat(SyncPlan.of(List.of(ours), there, Content.ALL, NO_RULES, NOW)
                            .alreadyThere())
                    .isEqualTo(1);
        }
    }

    @Test
    void theNewestComesFirstThenFromOldToNewAndTheFutureLast() {
        List<BackupSet> source = List.of(
                set("2027-01-01_000000", "all", "f"),
                set(ID, "all", "a"),
                set("2026-11-18_013000", "all", "b"),
                set("2026-11-19_013000", "all", "c"));

        assertThat(SyncPlan.of(source, List.of(), Content.ALL, NO_RULES, NOW).missing())
                .extracting(each -> each.id().value())
                .containsExactly(ID, "2026-11-18_013000", "2026-11-19_013000", "2027-01-01_000000");
        assertThat(SyncPlan.of(source.subList(0, 1), List.of(), Content.ALL, NO_RULES, NOW)
                        .missing())
                .hasSize(1);
    }

    @Test
    void whatTheRetentionThereWouldRemoveAtOnceIsNotSent() {
        RetentionPolicy one = new RetentionPolicy(Map.of(Period.LAST, 1), null, List.of());
        List<BackupSet> source = List.of(set(ID, "all", "a"), set("2026-11-19_013000", "all", "b"));

        assertThat(SyncPlan.of(source, List.of(), Content.ALL, one, NOW).missing())
                .extracting(each -> each.id().value())
                .containsExactly(ID);
        assertThat(SyncPlan.of(source.subList(1, 2), List.of(set(ID, "all", "a")), Content.ALL, one, NOW)
                        .missing())
                .isEmpty();
    }

    private static BackupSet flat(String name, long size) {
        BackupSetId id = new BackupSetId(name);
        List<SetFile> files = List.of(
                new SetFile("snapshot.db", FileRole.SNAPSHOT, size, null),
                new SetFile("kube.tar.gz", FileRole.KUBE_RESOURCES, 1, null));
        return new BackupSet(id, "here", "here", true, SetState.FLAT, false, null, files, null);
    }

    private static BackupSet set(String name, String content, String hash) {
        BackupSetId id = new BackupSetId(name);
        Manifest manifest = Manifests.of(
                id,
                id.time(),
                1,
                "cp0",
                null,
                List.of(),
                "test",
                new SnapshotStatus(1, 1, 1, 1),
                List.of(
                        new SetFile("snapshot.db", FileRole.SNAPSHOT, 1, hash),
                        new SetFile("kube.tar.gz", FileRole.KUBE_RESOURCES, 1, hash)),
                Content.parse(content));
        return new BackupSet(
                id, "here", "here/" + name, false, SetState.COMPLETE, false, manifest, manifest.filesHere(), null);
    }
}
