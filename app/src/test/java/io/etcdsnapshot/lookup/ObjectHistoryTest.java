package io.etcdsnapshot.lookup;

import static io.etcdsnapshot.kubernetes.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.etcd.Revision;
import io.etcdsnapshot.kubernetes.resource.KindCatalog;
import io.etcdsnapshot.kubernetes.resource.ResourceKey;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happened to an object, put together of what snapshots hold of it. */
class ObjectHistoryTest {
    private static final ResourceKey KEY = ResourceKey.parse("/registry/configmaps/shop/x", KindCatalog.builtIn())
            .orElseThrow();

    private static ObjectVersion version(Change change, long revision, String uid) {
        FoundVersion found = new FoundVersion(0, KEY, new Revision(revision, 0), 2, change, 10);
        return change == Change.DELETED || uid.isEmpty()
                ? ObjectVersion.of(found, null, List.of())
                : ObjectVersion.of(
                        found,
                        tree("{'metadata': {'uid': '%s', 'creationTimestamp': '2026-01-01T00:00:00Z'}}".formatted(uid)),
                        List.of());
    }

    private static SnapshotVersions snapshot(int hour, ObjectVersion... versions) {
        return new SnapshotVersions(
                "set-" + hour, Instant.parse("2026-01-01T%02d:00:00Z".formatted(hour)), List.of(versions));
    }

    private static List<String> told(SnapshotVersions... snapshots) {
        return ObjectHistory.of(List.of(snapshots)).stream()
                .map(event -> "%s %s %s".formatted(event.change(), event.revision(), event.snapshots()))
                .toList();
    }

    @Test
    void oneVersionInSeveralSnapshotsIsOneEvent() {
        assertThat(told(
                        snapshot(1, version(Change.CREATED, 2, "a")),
                        snapshot(2, version(Change.CREATED, 2, "a"), version(Change.CHANGED, 5, "a"))))
                .containsExactly("created 2 [set-1, set-2]", "changed 5 [set-2]");
    }

    @Test
    void aCreationThatIsCompactedAwayIsToldByTheObjectItself() {
        assertThat(told(snapshot(1, version(Change.CHANGED, 5, "a"))))
                .containsExactly("created 2 []", "changed 5 [set-1]");
    }

    @Test
    void aDeletionIsToldByItsTombstoneOrByTheSnapshotThatLacksTheObject() {
        assertThat(told(snapshot(1, version(Change.CREATED, 2, "a"), version(Change.DELETED, 3, "")), snapshot(2)))
                .containsExactly("created 2 [set-1]", "deleted 3 [set-1]");
        assertThat(ObjectHistory.of(List.of(snapshot(1, version(Change.CREATED, 2, "a")), snapshot(3))))
                .last()
                .satisfies(event -> {
                    assertThat(event.change()).isEqualTo(Change.DELETED);
                    assertThat(event.revision()).isNull();
                    assertThat(event.after()).isEqualTo("2026-01-01T01:00:00Z");
                    assertThat(event.before()).isEqualTo("2026-01-01T03:00:00Z");
                });
    }

    @Test
    void anotherObjectOfTheSameNameMeansThatTheFirstWasDeleted() {
        assertThat(told(snapshot(1, version(Change.CREATED, 2, "a")), snapshot(2, version(Change.CHANGED, 9, "b"))))
                .containsExactly("created 2 [set-1]", "deleted null []", "created 2 []", "changed 9 [set-2]");
    }

    @Test
    void anEncryptedVersionIsFollowedWithoutItsUid() {
        assertThat(told(
                        snapshot(1, version(Change.CREATED, 2, "")),
                        snapshot(2, version(Change.CREATED, 2, ""), version(Change.CHANGED, 4, ""))))
                .containsExactly("created 2 [set-1, set-2]", "changed 4 [set-2]");
    }
}
