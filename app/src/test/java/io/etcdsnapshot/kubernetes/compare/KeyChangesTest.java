package io.etcdsnapshot.kubernetes.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.etcd.LiveVersions;
import io.etcdsnapshot.etcd.Revision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares random states of keys with what a plain map says. */
class KeyChangesTest {
    private record Version(long main, long sub, int crc) {}

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void areTheKeysWhoseVersionsDiffer(boolean knownIsLater) {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Map<Long, Version> known = state(random);
            Map<Long, Version> handedIn = new HashMap<>(known);
            handedIn.keySet().removeIf(hash -> random.nextInt(5) == 0);
            state(random).forEach((hash, version) -> {
                if (random.nextBoolean()) {
                    handedIn.put(hash, version);
                }
            });
            LiveKeyTable table = new LiveKeyTable();
            add(known, table, random.nextInt(200));
            KeyChanges changes = new KeyChanges(table, knownIsLater);
            add(handedIn, changes, handedIn.size());
            changes.finish();

            List<String> found = new ArrayList<>();
            for (int i = 0; i < changes.count(); i++) {
                found.add(changes.before(i) + " -> " + changes.after(i));
            }

            assertThat(found)
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(
                            knownIsLater ? expected(handedIn, known) : expected(known, handedIn));
        }
    }

    private static Map<Long, Version> state(Random random) {
        Map<Long, Version> state = new HashMap<>();
        for (int i = random.nextInt(100); i > 0; i--) {
            long hash = random.nextInt(40) * 0x9E3779B97F4A7C15L;
            state.put(hash, new Version(random.nextInt(5), random.nextInt(2), random.nextInt(2)));
        }
        return state;
    }

    private static void add(Map<Long, Version> state, LiveVersions to, int atMost) {
        to.begin(atMost);
        state.forEach((hash, version) -> to.add(hash, version.main(), version.sub(), version.crc()));
    }

    private static List<String> expected(Map<Long, Version> before, Map<Long, Version> after) {
        List<String> changes = new ArrayList<>();
        before.forEach((hash, version) -> {
            if (!version.equals(after.get(hash))) {
                changes.add(text(version) + " -> " + text(after.get(hash)));
            }
        });
        after.forEach((hash, version) -> {
            if (!before.containsKey(hash)) {
                changes.add("null -> " + text(version));
            }
        });
        return changes;
    }

    private static String text(Version version) {
        return version == null ? "null" : new Revision(version.main(), version.sub()).toString();
    }
}
