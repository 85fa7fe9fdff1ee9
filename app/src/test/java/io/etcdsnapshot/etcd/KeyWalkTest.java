package io.etcdsnapshot.etcd;

import static io.etcdsnapshot.testing.BoltFile.revision;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.bbolt.CorruptDatabase;
import io.etcdsnapshot.etcd.SnapshotReader.DamageHandler;
import io.etcdsnapshot.testing.BoltFile;
import io.etcdsnapshot.testing.BoltFile.Entry;
import io.etcdsnapshot.testing.MemoryPages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Walks that see keys and how long values are, but not what these say. */
class KeyWalkTest {
    private static SnapshotReader reader(byte[] file) throws IOException {
        return SnapshotReader.open(new MemoryPages(file));
    }

    private static String line(RevisionView version) {
        return "%s %s %b %d %d"
                .formatted(
                        version.revision(),
                        version.key(),
                        version.isTombstone(),
                        version.version(),
                        version.valueBytes());
    }

    @Test
    void seeWhatACursorSeesInEitherDirection() throws Exception {
        for (int seed = 0; seed < 30; seed++) {
            SnapshotReader reader = reader(History.of(seed).file().snapshot());
            List<String> expected = new ArrayList<>();
            reader.walk(version -> expected.add(line(version)), DamageHandler.STRICT);
            List<String> oldestFirst = new ArrayList<>();
            List<String> newestFirst = new ArrayList<>();

            reader.walkKeys(false, version -> oldestFirst.add(line(version)), DamageHandler.STRICT);
            reader.walkKeys(true, version -> newestFirst.add(line(version)), DamageHandler.STRICT);

            Collections.reverse(newestFirst);
            assertThat(oldestFirst).as("seed %d", seed).isEqualTo(expected).isEqualTo(newestFirst);
        }
    }

    @Test
    void aKeyThatIsLongerThanUsualIsSeenWhole() throws Exception {
        String key = "/registry/configmaps/" + "k".repeat(900);
        BoltFile file = Databases.sound();
        file.leaf(
                Databases.FIRST_LEAF,
                0,
                Entry.of(revision(2), BoltFile.keyValue(key, 2, 2, 1, "v".repeat(700))),
                Databases.entry(3, ""),
                Databases.entry(4, ""));
        List<String> keys = new ArrayList<>();

        reader(file.snapshot()).walkKeys(false, version -> keys.add(version.key()), DamageHandler.STRICT);

        assertThat(keys).startsWith(key, "k3");
    }

    @Test
    void aBrokenPageEndsTheWalkOrCostsWhatIsInItAlone() throws Exception {
        BoltFile broken = Databases.sound();
        broken.page(Databases.LONG_LEAF).putLong(0, 77);
        byte[] file = broken.snapshot();
        List<Long> seen = new ArrayList<>();
        List<String> damages = new ArrayList<>();

        reader(file).walkKeys(true, version -> seen.add(version.main()), damage -> damages.add(damage.getMessage()));

        assertThat(seen).containsExactly(21L, 20L, 4L, 3L, 2L);
        assertThat(damages).singleElement().asString().contains("page 5");
        assertThatThrownBy(() -> reader(file).walkKeys(false, version -> {}, DamageHandler.STRICT))
                .isInstanceOf(CorruptDatabase.class);
    }

    @Test
    void whatIsNoRevisionOrNoKeyAndValueIsDamageOfItsOwn() throws Exception {
        BoltFile broken = Databases.sound();
        broken.leaf(
                Databases.FIRST_LEAF,
                0,
                Databases.entry(2, ""),
                Entry.of(revision(3), "\u00ff\u00ff"),
                Entry.of("what is no revision", ""));
        List<Long> seen = new ArrayList<>();
        List<String> damages = new ArrayList<>();

        reader(broken.snapshot())
                .walkKeys(false, version -> seen.add(version.main()), damage -> damages.add(damage.getMessage()));

        assertThat(seen).startsWith(2L, 10L);
        assertThat(damages).hasSize(2).anyMatch(damage -> damage.startsWith("revision 3.0"));
    }

    @Test
    void aWalkWithValuesGoesOnBehindDamageToo() throws Exception {
        BoltFile broken = Databases.sound();
        broken.page(Databases.FIRST_LEAF).putLong(0, 77);
        List<String> seen = new ArrayList<>();
        int[] damages = {0};

        reader(broken.snapshot())
                .walk(version -> seen.add(new String(version.keyCopy(), ISO_8859_1)), damage -> damages[0]++);

        assertThat(seen).containsExactly("k10", "k11", "k20", "k21");
        assertThat(damages[0]).isEqualTo(1);
    }
}
