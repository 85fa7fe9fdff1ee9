package io.etcdsnapshot.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.io.Fanout;
import io.etcdsnapshot.testing.BoltFile;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusedFilesTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 32, 79, 80, 512, 4096, 4096 + 32, 3 * 4096 + 32})
    void refusesFilesThatAreNoSnapshotAtAll(int bytes) {
        byte[] random = new byte[bytes];
        new Random(bytes).nextBytes(random);

        assertThat(Databases.prove(random).ok()).isFalse();
        assertThat(Databases.prove(new byte[bytes]).ok()).isFalse();
        assertThat(Databases.prove(BoltFile.sealed(random)).ok()).isFalse();
        assertThat(Databases.failed(Databases.prove(random))).isNotEmpty();
    }

    @Test
    void refusesADatabaseCopiedFromADataDirectory() {
        SnapshotVerification proof = Databases.prove(Databases.sound().database());

        assertThat(Databases.failed(proof)).extracting(Finding::check).containsExactly("trailer");
        assertThat(proof.status()).as("counted all the same").isNotNull();
    }

    @Test
    void survivesAFileThatGrewByGigabytesWhileRead() throws Exception {
        byte[] file = Databases.sound().snapshot();
        Fanout.Consumer digest = new SnapshotVerifier("test.db", file.length, SnapshotVerifier.Options.STRICT)
                .consumers()
                .get(0);
        byte[] chunk = new byte[1 << 24];

        for (long fed = 0; fed < (1L << 31) + 2L * chunk.length; fed += chunk.length) {
            digest.accept(chunk, chunk.length);
        }
    }

    @Test
    void refusesTruncationsAnywhere() {
        byte[] file = Databases.sound(512, true).snapshot();
        for (int length = 0; length < file.length; length += 37) {
            assertThat(Databases.prove(Arrays.copyOf(file, length)).ok())
                    .as("cut to %d bytes", length)
                    .isFalse();
        }
    }

    @Test
    void refusesFlippedBitsAnywhereAndInEveryByteOfTheTrailer() {
        byte[] file = Databases.sound(512, true).snapshot();
        for (int at = 0; at < file.length; at += at < file.length - 40 ? 37 : 1) {
            byte[] damaged = file.clone();
            damaged[at] ^= 4;
            assertThat(Databases.prove(damaged).ok()).as("flip at %d", at).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-512, -1, 1, 512, 4096, 1L << 40})
    void refusesAFileThatChangedItsSizeWhileRead(long more) throws Exception {
        byte[] file = Databases.sound().snapshot();

        SnapshotVerification proof =
                SnapshotVerifier.verify("test.db", file.length + more, new ByteArrayInputStream(file));

        assertThat(Databases.failed(proof)).extracting(Finding::check).contains("size");
    }
}
