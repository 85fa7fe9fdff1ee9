package io.etcdsnapshot.lookup;

import static io.etcdsnapshot.testing.BoltFile.keyValue;
import static io.etcdsnapshot.testing.BoltFile.revision;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.etcd.Revision;
import io.etcdsnapshot.etcd.SnapshotReader;
import io.etcdsnapshot.etcd.SnapshotReader.DamageHandler;
import io.etcdsnapshot.kubernetes.resource.KindCatalog;
import io.etcdsnapshot.kubernetes.resource.KindLookup;
import io.etcdsnapshot.kubernetes.select.LabelSelector;
import io.etcdsnapshot.testing.BoltFile;
import io.etcdsnapshot.testing.BoltFile.Entry;
import io.etcdsnapshot.testing.MemoryPages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Finds versions in a database of one leaf, by what keys and revisions tell. */
class VersionFinderTest {
    private static final KindCatalog CATALOG = KindCatalog.builtIn();

    private static SnapshotReader reader() throws IOException {
        BoltFile file = new BoltFile(4096, 4).metas(2, BoltFile.NO_FREELIST);
        file.leaf(2, 0, Entry.bucket("key", 3), Entry.inlineBucket("meta", Entry.of("term", "1")));
        file.leaf(
                3,
                0,
                put(2, "/registry/configmaps/b/two", 1),
                put(3, "/registry/configmaps/a/two", 1),
                put(4, "/registry/pods/a/web", 1),
                put(5, "/registry/configmaps/a/one", 1),
                put(6, "/registry/configmaps/a/two", 2),
                Entry.of(revision(7) + "t", keyValue("/registry/configmaps/a/one", 0, 0, 0, "")),
                put(8, "/registry/configmaps/c/three", 1),
                put(9, "compact_rev_key", 1));
        return SnapshotReader.open(new MemoryPages(file.snapshot()));
    }

    private static Entry put(long revision, String key, long version) {
        return Entry.of(revision(revision), keyValue(key, revision, revision, version, "value"));
    }

    private static Query query(boolean allVersions, long moment, String namespace, String... kinds) {
        List<Target> targets = new ArrayList<>();
        for (String kind : kinds) {
            KindLookup.Wanted wanted = new KindLookup(CATALOG).find(kind);
            targets.add(new Target(wanted.kinds(), wanted.name(), namespace));
        }
        return new Query(targets, LabelSelector.EVERYTHING, moment, allVersions);
    }

    /** @param most versions of a part */
    private static List<String> find(Query query, int most) throws IOException {
        VersionFinder finder = new VersionFinder(reader(), query, CATALOG, most);
        List<String> found = new ArrayList<>();
        FoundVersion last = null;
        do {
            List<FoundVersion> part = finder.after(last, DamageHandler.STRICT);
            assertThat(part).hasSizeLessThanOrEqualTo(most);
            for (FoundVersion version : part) {
                found.add("%s/%s %s %d"
                        .formatted(
                                version.key().namespace(),
                                version.key().name(),
                                version.change(),
                                version.revision().main()));
                last = version;
            }
        } while (!finder.isComplete());
        return found;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void theNewestVersionsOfLiveObjectsComeInTheOrderOfKindsAndNamesInPartsOfAnySize(int most) throws Exception {
        assertThat(find(query(false, Query.NEWEST, "", "pods", "configmaps"), most))
                .containsExactly("a/web created 4", "a/two changed 6", "b/two created 2", "c/three created 8");
    }

    @Test
    void aMomentShowsWhatWasThereThen() throws Exception {
        assertThat(find(query(false, 5, "", "cm"), 100))
                .containsExactly("a/one created 5", "a/two created 3", "b/two created 2");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void allVersionsComeOldestFirstDeletionsToo(int most) throws Exception {
        assertThat(find(query(true, Query.NEWEST, "a", "cm"), most))
                .containsExactly("a/one created 5", "a/one deleted 7", "a/two created 3", "a/two changed 6");
    }

    @Test
    void aNameThatWasDeletedIsKnownByTheRevisionThatDidIt() throws Exception {
        Query query = query(false, Query.NEWEST, "a", "cm/one", "cm/never");
        VersionFinder finder = new VersionFinder(reader(), query, CATALOG, 100);

        assertThat(finder.after(null, DamageHandler.STRICT)).isEmpty();
        assertThat(finder.deletion(query.targets().get(0))).isEqualTo(Optional.of(7L));
        assertThat(finder.deletion(query.targets().get(1))).isEmpty();
    }

    @Test
    void placesThatWereNotedTellTheSame() throws Exception {
        Query query = query(false, Query.NEWEST, "", "cm");
        SnapshotReader reader = reader();
        List<Revision> places = new ArrayList<>();
        reader.walkKeys(false, version -> places.add(version.revision()), DamageHandler.STRICT);
        places.add(new Revision(99, 0)); // of a free page

        VersionFinder finder = new VersionFinder(reader, query, CATALOG, 1);

        assertThat(finder.among(places, reader.revisions(), DamageHandler.STRICT))
                .isEqualTo(new VersionFinder(reader, query, CATALOG, 100).after(null, DamageHandler.STRICT));
    }
}
