package io.etcdsnapshot.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetVerifier;
import io.etcdsnapshot.crypto.age.AgeIdentities;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.Sha256;
import io.etcdsnapshot.store.memory.MemoryStore;
import io.etcdsnapshot.store.wrapped.UnwrappedStore;
import io.etcdsnapshot.testing.ForeignSet;
import io.etcdsnapshot.testing.TarGz;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One flipped bit anywhere in a set of another tool is found, or leaves the content as it was. */
class ForeignDamageTest {
    private static final int FLIPS = 100;

    @ParameterizedTest
    @EnumSource
    void everyFlippedBitIsFound(ForeignSet theirs) throws Exception {
        Random random = new Random(18);
        int harmless = 0;
        List<Map.Entry<String, byte[]>> files = List.copyOf(theirs.files().entrySet());
        for (int i = 0; i < FLIPS; i++) {
            MemoryStore store = MemoryStore.named("sets");
            theirs.addTo(store);
            Map.Entry<String, byte[]> file = files.get(i % files.size());
            byte[] damaged = file.getValue().clone();
            int at = random.nextInt(damaged.length);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            store.files().put("/sets/" + file.getKey(), damaged);
            if (isFoundIn(store)) {
                continue;
            }
            harmless++;
            assertThat(contentOf(store, file.getKey(), damaged))
                    .as("bit of byte %d of %s", at, file.getKey())
                    .isEqualTo(contentOf(store, file.getKey(), file.getValue()));
        }
        assertThat(harmless).isLessThan(FLIPS / 5);
    }

    private static boolean isFoundIn(MemoryStore store) throws InterruptedException {
        ReadableStore opened = opened(store);
        try {
            BackupSet set = opened.list().sets().get(0);
            return !SetVerifier.verify(set, opened).ok();
        } catch (Unreadable e) {
            return true;
        }
    }

    private static ReadableStore opened(MemoryStore store) {
        AgeIdentities identities = new AgeIdentities();
        identities.add(ForeignSet.identity());
        return new UnwrappedStore(store.opened(""), identities);
    }

    private static String contentOf(MemoryStore store, String path, byte[] bytes) throws Exception {
        if (path.endsWith(".tar.gz")) {
            return Sha256.of(TarGz.gunzip(bytes));
        }
        store.files().put("/sets/" + path, bytes);
        ReadableStore opened = opened(store);
        BackupSet set = opened.list().sets().get(0);
        SetFile snapshot = set.files().get(0);
        try (InputStream in = opened.open(set, snapshot.name())) {
            return Sha256.of(in);
        }
    }
}
