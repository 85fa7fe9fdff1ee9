package io.etcdsnapshot.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.etcdsnapshot.io.Fanout;
import io.etcdsnapshot.testing.BoltFile;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @CsvSource({
        "PK<03><04>, a zip archive: unpack it first",
        "<1f><8b>, a gzip file: decompress it first",
        "<28><b5><2f><fd>, compressed with zstd: decompress it first",
        "<fd>7zXZ<00>, compressed with xz: decompress it first",
        "<04>\"M<18>, compressed with lz4: decompress it first",
        "age-encryption.org/v1, encrypted with age: decrypt it first",
        "-----BEGIN AGE ENCRYPTED FILE-----, encrypted with age: decrypt it first",
        "Salted__, encrypted with openssl enc: decrypt it first",
        "version https://git-lfs.github.com, a pointer of Git LFS: fetch what it points to",
        "'<?xml version=\"1.0\"?><Error>', 'XML, as a server sends in place of a file: fetch the file again'",
        "'<!DOCTYPE html>', 'a web page, as a server sends in place of a file: fetch the file again'"
    })
    void namesAFileOfAnotherKindByItsFirstBytes(String begin, String named) {
        for (int bytes : new int[] {600, 4096, 3 * 4096 + 32}) {
            byte[] file = new byte[bytes];
            new Random(bytes).nextBytes(file);
            byte[] magic = bytes(begin);
            System.arraycopy(magic, 0, file, 0, magic.length);

            for (byte[] each : List.of(file, BoltFile.sealed(file))) {
                assertThat(Databases.prove(each).findings())
                        .filteredOn(finding -> !finding.ok())
                        .extracting(Finding::check, Finding::detail)
                        .containsExactly(tuple("format", "not an etcd snapshot, but " + named));
            }
        }
    }

    /** Reads {@code <1f>} as the byte of this number. */
    private static byte[] bytes(String text) {
        return Pattern.compile("<([0-9a-f]{2})>")
                .matcher(text)
                .replaceAll(hex -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(hex.group(1), 16))))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void namesAFileThatNobodyWrote() {
        assertThat(Databases.failed(Databases.prove(new byte[8192])))
                .extracting(Finding::detail)
                .containsExactly(
                        "not an etcd snapshot, but filled with zeros, as what a copy never wrote: copy it again");
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
