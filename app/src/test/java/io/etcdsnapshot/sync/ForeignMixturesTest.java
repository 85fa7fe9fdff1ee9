package io.etcdsnapshot.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.adopt.Adoption;
import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.crypto.age.AgeIdentities;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.retention.Purge;
import io.etcdsnapshot.retention.RetentionPolicy;
import io.etcdsnapshot.retention.RetentionPolicy.Period;
import io.etcdsnapshot.store.memory.MemoryStore;
import io.etcdsnapshot.store.wrapped.UnwrappedStore;
import io.etcdsnapshot.testing.ForeignSet;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.WholeSet;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whatever lies in a location, and whatever is done there: what is neither ours nor adopted stays as it was. */
class ForeignMixturesTest {
    private static final int MIXTURES = 1000;
    private static final List<String> RUBBISH = List.of(
            "README",
            "lost+found/#12345",
            "core.1700000000",
            "state.db",
            "2026-11-20_013000.txt",
            "notes/2026-11-20_013000.txt",
            "manifest_etcd-snapshot-master-0-1795138200.json",
            "SHA256SUMS_snapshot.db",
            "SHA256SUMS",
            "manifest.json",
            "snapshot_2026-11-18_013000.db.part",
            "etcd-snapshot-master-1-1795138201.part",
            "etcd-snapshot-master-1-1795138202",
            "backup-nightly-2026-11-20_012957/README",
            "backup-nightly-2026-11-19_012957/snapshot_2026-11-19_013000.db",
            "v2/Incr-00000022-00000040-1795138260.gz",
            "2026-11-20_012958/README",
            "2026-11-10_013000/README",
            ".snapshots/daily",
            ".etcd-snapshots/x");

    private final Random random = new Random(18);
    private final AgeIdentities identities = new AgeIdentities();

    @Test
    void nothingThatIsNeitherOursNorAdoptedIsEverChanged() throws Exception {
        identities.add(ForeignSet.identity());
        int adopted = 0;
        int removed = 0;
        for (int i = 0; i < MIXTURES; i++) {
            MemoryStore store = MemoryStore.named("sets");
            addOurs(store);
            Map<String, Object> ours = store.files().files();
            addOthers(store);
            Map<String, Object> others = new TreeMap<>(store.files().files());
            others.keySet().removeAll(ours.keySet());
            for (int step = 0; step < 3; step++) {
                int before = store.files().files().size();
                switch (random.nextInt(30)) {
                    case 0 -> syncTo(store);
                    case 1 -> syncFrom(store);
                    case 2, 3, 4, 5, 6, 7, 8, 9 -> adopted += adopt(store, others);
                    default -> purge(store);
                }
                removed += Math.max(0, before - store.files().files().size());
                assertThat(store.files().files()).as("mixture %d", i).containsAllEntriesOf(others);
            }
        }
        assertThat(adopted).isGreaterThan(MIXTURES / 10);
        assertThat(removed).isGreaterThan(MIXTURES / 10);
    }

    private void addOurs(MemoryStore store) {
        for (int day = 10; day < 20; day++) {
            WholeSet set = WholeSet.of("2026-11-%d_020000".formatted(day));
            switch (random.nextInt(5)) {
                case 0 -> set.addTo(store);
                case 1 -> set.addFlatTo(store);
                default -> {}
            }
        }
    }

    private void addOthers(MemoryStore store) {
        for (ForeignSet theirs : ForeignSet.values()) {
            if (random.nextInt(4) == 0) {
                theirs.addTo(store);
            }
        }
        for (String name : RUBBISH) {
            if (random.nextInt(4) == 0) {
                store.files().put("/sets/" + name, name.getBytes(UTF_8));
            }
        }
    }

    private void purge(MemoryStore store) throws Exception {
        new Purge(store, keepLast(), clock(), Sets.SILENT).run(Duration.ZERO, plan -> {});
    }

    private RetentionPolicy keepLast() {
        return new RetentionPolicy(Map.of(Period.LAST, 1 + random.nextInt(2)), null, List.of());
    }

    private static Clock clock() {
        return Clock.fixed(MemoryPlaces.NOW, ZoneOffset.UTC);
    }

    private UnwrappedStore opened(MemoryStore store) {
        return new UnwrappedStore(store.opened(""), identities);
    }

    private int adopt(MemoryStore store, Map<String, Object> others) throws Exception {
        Adoption.Result result = new Adoption(opened(store), store, Json::write, Sets.SILENT).run();
        for (Adoption.Adopted each : result.adopted()) {
            BackupSet set = each.set().asStored();
            for (SetFile file : set.files()) {
                others.remove(set.pathOf(file.name()));
            }
        }
        return result.adopted().size();
    }

    private void syncTo(MemoryStore store) throws Exception {
        MemoryPlaces places = new MemoryPlaces();
        places.together = Duration.ZERO;
        WholeSet.of("2026-11-20_030000").addTo(places.source);
        WholeSet.of(ForeignSet.ID).addTo(places.source);
        places.add("sets", new Destination(() -> store, keepLast(), Content.ALL, StoredForm.AS_IT_IS, null));
        places.run("sets");
    }

    private void syncFrom(MemoryStore store) throws Exception {
        MemoryPlaces places = new MemoryPlaces();
        places.together = Duration.ZERO;
        places.from = opened(store);
        places.allowEmpty = true;
        places.destination("copies");
        try {
            places.run("copies");
        } catch (Failure e) {
            assertThat(e).hasMessageContaining("can be copied");
        }
    }
}
