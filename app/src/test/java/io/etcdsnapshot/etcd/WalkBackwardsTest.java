package io.etcdsnapshot.etcd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.bbolt.CorruptDatabase;
import io.etcdsnapshot.bbolt.Space;
import io.etcdsnapshot.testing.BoltFile;
import io.etcdsnapshot.testing.BoltFile.Child;
import io.etcdsnapshot.testing.BoltFile.Entry;
import io.etcdsnapshot.testing.MemoryPages;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WalkBackwardsTest {
    private static final int HISTORIES = 400;

    private record Seen(Revision revision, String key, boolean newest) {}

    @Test
    void tellsTheNewestVersionOfEachKeyWhateverWasCompacted() throws Exception {
        for (int seed = 0; seed < HISTORIES; seed++) {
            SnapshotReader reader = reader(History.of(seed).file().snapshot());
            List<Seen> expected = new ArrayList<>();
            for (RevisionCursor cursor = reader.revisions(); cursor.next(); ) {
                expected.add(
                        new Seen(cursor.revision(), new String(cursor.keyValue().key(), ISO_8859_1), false));
            }
            Collections.reverse(expected);
            Set<String> met = new HashSet<>();
            expected.replaceAll(seen -> new Seen(seen.revision(), seen.key(), met.add(seen.key())));

            List<Seen> seen = new ArrayList<>();
            reader.walkBackwards((version, newest) -> seen.add(new Seen(version.revision(), version.key(), newest)));

            assertThat(seen).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void addsUpToTheSizeOfTheFile(boolean withFreelist) throws Exception {
        byte[] file = Databases.sound(4096, withFreelist).snapshot();
        long[] bytes = {0};

        Space space = reader(file).walkBackwards((version, newest) -> bytes[0] += version.entryBytes());

        assertThat(space.total()).isEqualTo(file.length);
        assertThat(space.metaBytes()).isEqualTo((withFreelist ? 3 : 2) * 4096L);
        assertThat(space.branchBytes()).isEqualTo(4096);
        assertThat(space.leafBytes()).as("three leaves, one of three pages").isEqualTo(5 * 4096);
        assertThat(space.contentBytes()).isEqualTo(bytes[0]).isBetween(8192L, 5 * 4096L);
        assertThat(space.otherBytes()).as("root and leases").isEqualTo(2 * 4096);
        assertThat(space.freeBytes()).as("the leftover").isEqualTo((withFreelist ? 1 : 2) * 4096L);
        assertThat(space.behindBytes()).as("the trailer").isEqualTo(32);
    }

    @Test
    void countsABucketWithinItsParentsPage() throws Exception {
        Entry[] entries = Databases.entries(2, 3);
        BoltFile file = new BoltFile(4096, 4).metas(2, BoltFile.NO_FREELIST);
        file.leaf(2, 0, Entry.inlineBucket("key", entries), Databases.metaBucket());
        byte[] bytes = file.database();

        Space space = reader(bytes).walkBackwards((version, newest) -> {});

        long content = List.of(entries).stream()
                .mapToLong(entry -> entry.key().length() + entry.value().length())
                .sum();
        assertThat(space.contentBytes()).isEqualTo(content);
        assertThat(space.leafBytes()).as("with header and table").isEqualTo(content + 16 + 2 * 16);
        assertThat(space.total()).isEqualTo(bytes.length);
    }

    @Test
    void aPageInTwoPlacesIsDamage() {
        BoltFile file = Databases.sound();
        file.branch(
                Databases.BRANCH,
                0,
                new Child(BoltFile.revision(2), Databases.LONG_LEAF),
                new Child(BoltFile.revision(10), Databases.LONG_LEAF),
                new Child(BoltFile.revision(20), Databases.LONG_LEAF),
                new Child(BoltFile.revision(21), Databases.LONG_LEAF));

        assertThatThrownBy(() -> reader(file.database()).walkBackwards((version, newest) -> {}))
                .isInstanceOf(CorruptDatabase.class)
                .hasMessageContaining("more than once");
    }

    private static SnapshotReader reader(byte[] file) throws Exception {
        return SnapshotReader.open(new MemoryPages(file));
    }
}
