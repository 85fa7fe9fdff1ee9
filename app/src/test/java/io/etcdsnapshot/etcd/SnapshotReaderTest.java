package io.etcdsnapshot.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.bbolt.CorruptDatabase;
import io.etcdsnapshot.testing.BoltFile;
import io.etcdsnapshot.testing.BoltFile.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotReaderTest {
    @TempDir
    Path directory;

    @Test
    void walksAllVersionsInTheOrderTheyWereWritten() throws Exception {
        try (SnapshotReader reader = open(Databases.sound())) {
            List<Long> revisions = new ArrayList<>();
            for (RevisionCursor cursor = reader.revisions(); cursor.next(); ) {
                revisions.add(cursor.revision().main());
                assertThat(text(cursor.keyValue().key()))
                        .isEqualTo("k" + cursor.revision().main());
                assertThat(cursor.isTombstone()).isFalse();
            }

            assertThat(revisions).containsExactly(2L, 3L, 4L, 10L, 11L, 20L, 21L);
        }
    }

    @Test
    void seeksARevisionAndTellsTombstones() throws Exception {
        BoltFile file = Databases.sound();
        file.leaf(
                Databases.LAST_LEAF,
                0,
                Databases.entry(20, "value"),
                Entry.of(BoltFile.revision(21, 3) + "t", BoltFile.keyValue("k20", 0, 0, 0, "")));
        try (SnapshotReader reader = open(file)) {
            RevisionCursor cursor = reader.revisions();

            assertThat(cursor.seek(new Revision(12, 0))).isTrue();
            assertThat(cursor.revision()).isEqualTo(new Revision(20, 0));
            assertThat(cursor.keyValue().modRevision()).isEqualTo(20);
            assertThat(cursor.keyValue().createRevision()).isEqualTo(20);
            assertThat(cursor.keyValue().version()).isOne();
            assertThat(text(cursor.keyValue().value())).isEqualTo("value");
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.revision()).isEqualTo(new Revision(21, 3));
            assertThat(cursor.isTombstone()).isTrue();
            assertThat(text(cursor.keyValue().key())).isEqualTo("k20");
            assertThat(cursor.seek(new Revision(22, 0))).isFalse();
        }
    }

    @Test
    void countsBucketsAndSamplesVersions() throws Exception {
        try (SnapshotReader reader = open(Databases.sound())) {
            assertThat(reader.keysPerBucket()).isEqualTo(Map.of("key", 7L, "lease", 2L, "meta", 2L));
            assertThat(reader.sample(40, new Random(1))).hasSize(40).allSatisfy(found -> assertThat(found.version())
                    .isOne());
            assertThat(reader.compactRevision()).isZero();
            assertThat(reader.authEnabled()).isFalse();
        }
    }

    /** It stays for good after a restore with a bumped revision, and nobody can ask for it. */
    @Test
    void leavesTheEntryWithoutAKeyOutOfSamples() throws Exception {
        BoltFile file = Databases.sound();
        file.leaf(Databases.LAST_LEAF, 0, Entry.of(BoltFile.revision(21), ""));
        try (SnapshotReader reader = open(file)) {
            assertThat(reader.sample(60, new Random(2))).hasSizeLessThan(60).allSatisfy(found -> assertThat(found.key())
                    .isNotEmpty());
        }
    }

    @Test
    void anEntryThatIsNoVersionOfAKeyIsDamage() throws Exception {
        BoltFile noRevision = Databases.sound();
        noRevision.leaf(Databases.LAST_LEAF, 0, Entry.of("zzzz", "x"));
        BoltFile noKeyValue = Databases.sound();
        noKeyValue.leaf(Databases.LAST_LEAF, 0, Entry.of(BoltFile.revision(20), "x"));

        for (BoltFile file : List.of(noRevision, noKeyValue)) {
            try (SnapshotReader reader = open(file)) {
                assertThatThrownBy(() -> {
                            for (RevisionCursor cursor = reader.revisions(); cursor.next(); ) {
                                cursor.keyValue();
                            }
                        })
                        .isInstanceOf(CorruptDatabase.class);
            }
        }
    }

    private SnapshotReader open(BoltFile file) throws IOException {
        return SnapshotReader.open(Files.write(directory.resolve("test.db"), file.snapshot()));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
