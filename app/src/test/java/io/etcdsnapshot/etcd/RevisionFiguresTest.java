package io.etcdsnapshot.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Live keys and HashKV of random histories: with memory for all keys, for some, and for none. */
class RevisionFiguresTest {
    private static final int HISTORIES = 400;
    private static final long PLENTY = 1 << 20;

    /** A set of the smallest size. */
    private static final long SMALL_SET = LongHashSet.bytesFor(0);

    @Test
    void areThoseOfEtcdForAnyHistory() throws Exception {
        for (int seed = 0; seed < HISTORIES; seed++) {
            History history = History.of(seed);

            SnapshotStatus status = status(history, PLENTY, PLENTY);

            assertThat(status.liveKeys()).as("seed %d: %s", seed, history).isEqualTo(history.liveKeys());
            assertThat(status.hashKv()).as("seed %d: %s", seed, history).isEqualTo(history.hashKv());
        }
    }

    @ParameterizedTest
    @CsvSource({"1048576, small", "1048576, none", "2000, none", "0, none"})
    void areRightOrNotToldWhereMemoryIsShort(long detailBytes, String set) throws Exception {
        int liveKeysTold = 0;
        int hashesTold = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            History history = History.of(seed);

            SnapshotStatus status = status(history, detailBytes, set.equals("small") ? SMALL_SET : 0);

            if (status.liveKeys() != null) {
                liveKeysTold++;
                assertThat(status.liveKeys()).as("seed %d: %s", seed, history).isEqualTo(history.liveKeys());
            }
            if (status.hashKv() != null) {
                hashesTold++;
                assertThat(status.hashKv()).as("seed %d: %s", seed, history).isEqualTo(history.hashKv());
            } else {
                assertThat(history.isCompacted())
                        .as("without a compaction nothing is left out")
                        .isTrue();
            }
        }
        assertThat(liveKeysTold).isBetween(HISTORIES / 5, HISTORIES - 1);
        assertThat(hashesTold).isBetween(HISTORIES / 10, HISTORIES - 1);
    }

    private static SnapshotStatus status(History history, long detailBytes, long setBytes) throws Exception {
        byte[] file = history.file().snapshot();
        SnapshotVerification verification = new SnapshotVerifier(
                        "test.db",
                        file.length,
                        SnapshotVerifier.Options.STRICT,
                        new DetailMemory(detailBytes),
                        setBytes)
                .run(new ByteArrayInputStream(file));
        assertThat(Databases.failed(verification)).isEmpty();
        return verification.status();
    }
}
