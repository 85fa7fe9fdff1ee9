package io.etcdsnapshot.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.MemoryPages;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The live keys that a verification hands out, of random histories. */
class LiveVersionsTest {
    private static final int HISTORIES = 400;

    private record Live(long keyHash, Revision revision, int crc) {}

    private static final class Taken implements LiveVersions {
        private final List<Live> versions = new ArrayList<>();
        private int begun;
        private long atMost;

        @Override
        public void begin(long most) {
            begun++;
            atMost = most;
        }

        @Override
        public void add(long keyHash, long main, long sub, int crc) {
            versions.add(new Live(keyHash, new Revision(main, sub), crc));
        }
    }

    @Test
    void areTheNewestVersionsOfTheKeysThatAreNotDeleted() throws Exception {
        for (int seed = 0; seed < HISTORIES; seed++) {
            byte[] file = History.of(seed).file().snapshot();

            Taken taken = verify(file, 1 << 20);

            assertThat(taken.begun).isOne();
            assertThat(taken.versions).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected(file));
            assertThat((long) taken.versions.size()).isLessThanOrEqualTo(taken.atMost);
        }
    }

    @Test
    void areNotBegunWhereMemoryDoesNotSuffice() throws Exception {
        Taken taken = verify(History.of(5).file().snapshot(), 10);

        assertThat(taken.begun).isZero();
        assertThat(taken.versions).isEmpty();
    }

    private static Taken verify(byte[] file, long memory) throws Exception {
        Taken taken = new Taken();
        RevisionObserver observer = new RevisionObserver() {
            @Override
            public void see(RevisionView version) {}

            @Override
            public LiveVersions liveVersions() {
                return taken;
            }
        };
        SnapshotVerification verification = new SnapshotVerifier(
                        "test.db",
                        file.length,
                        new SnapshotVerifier.Options(false, ValueLabels.NONE, observer),
                        new DetailMemory(memory),
                        1 << 20)
                .run(new ByteArrayInputStream(file));
        assertThat(Databases.failed(verification)).isEmpty();
        return taken;
    }

    private static List<Live> expected(byte[] file) throws Exception {
        Map<Long, Live> live = new LinkedHashMap<>();
        SnapshotReader.open(new MemoryPages(file)).walkBackwards((version, newest) -> {
            if (newest && !version.isTombstone() && version.keyBytes() > 0) {
                live.put(version.keyHash(), new Live(version.keyHash(), version.revision(), version.crc()));
            }
        });
        return List.copyOf(live.values());
    }
}
