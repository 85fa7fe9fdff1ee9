package io.etcdsnapshot.etcd;

import static io.etcdsnapshot.testing.BoltFile.revision;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.BoltFile;
import io.etcdsnapshot.testing.BoltFile.Child;
import io.etcdsnapshot.testing.BoltFile.Entry;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotVerifierTest {
    @ParameterizedTest
    @CsvSource({"512,false", "1024,true", "4096,false", "4096,true", "16384,true", "65536,false"})
    void countsWhatASoundDatabaseHolds(int pageSize, boolean withFreelist) {
        SnapshotVerification proof =
                Databases.prove(Databases.sound(pageSize, withFreelist).snapshot());

        assertThat(proof.findings())
                .allMatch(Finding::ok)
                .extracting(Finding::check)
                .contains("trailer", "meta");
        assertThat(proof.status())
                .isEqualTo(new SnapshotStatus(
                        Databases.LAST_REVISION,
                        Databases.KEYS,
                        (long) Databases.PAGES * pageSize,
                        crcOfSound(pageSize),
                        (long) Databases.LIVE_KEYS,
                        null,
                        new HashKv(crcOfKeys(pageSize).getValue(), Databases.LAST_REVISION, -1),
                        null));
    }

    /** Independent of the pages: bucket by bucket, key after key, as etcd sums it. */
    private static long crcOfSound(int pageSize) {
        CRC32C crc = crcOfKeys(pageSize);
        update(crc, "lease" + "12345678" + "lease" + "12345679");
        update(crc, "meta" + "consistent_index" + "12345678" + "term" + "1");
        return crc.getValue();
    }

    private static CRC32C crcOfKeys(int pageSize) {
        CRC32C crc = new CRC32C();
        update(crc, "key");
        for (int revision : new int[] {2, 3, 4}) {
            update(crc, Databases.entry(revision, ""));
        }
        update(crc, Databases.entry(10, "v".repeat(2 * pageSize + 100)));
        update(crc, Databases.entry(11, "w"));
        update(crc, Databases.entry(20, ""));
        update(crc, Databases.entry(21, ""));
        return crc;
    }

    private static void update(CRC32C crc, Entry entry) {
        update(crc, entry.key() + entry.value());
    }

    private static void update(CRC32C crc, String text) {
        crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void hashesTheWholeFileTrailerIncluded() {
        byte[] file = Databases.sound().snapshot();

        SnapshotVerification proof = Databases.prove(file);

        assertThat(proof.size()).isEqualTo(file.length);
        assertThat(proof.sha256())
                .isEqualTo(HexFormat.of().formatHex(BoltFile.sha256().digest(file)));
    }

    @Test
    void takesFreePagesWhoseCountStandsInTheListItself() {
        BoltFile file = Databases.sound(4096, true);
        file.page(Databases.FREELIST)
                .putShort(10, (short) 0xffff)
                .putLong(16, 1)
                .putLong(24, Databases.FREE);

        assertThat(Databases.prove(file.snapshot()).ok()).isTrue();
    }

    @Test
    void isNotFooledByAValueThatLooksLikeAPage() {
        BoltFile file = Databases.sound();
        file.leaf(Databases.LONG_LEAF + 1, 60, Databases.entries(3, 2, 1));

        SnapshotVerification proof = Databases.prove(file.snapshot());

        assertThat(proof.ok()).as("%s", proof).isTrue();
        assertThat(proof.status().totalKeys()).isEqualTo(Databases.KEYS);
    }

    @Test
    void findsLivePagesWithinTheOverflowOfALeftover() {
        BoltFile file = Databases.sound();
        file.leaf(Databases.LAST_LEAF, 3, Entry.of(revision(1), "x".repeat(4 * 4096 - 49)));
        file.leaf(Databases.LEASES, 0, Entry.of("12345678", "lease"), Entry.of("12345679", ""));
        file.leaf(Databases.FREE, 0, Databases.entries(20, 21));
        file.branch(
                Databases.BRANCH,
                0,
                new Child(revision(2), Databases.FIRST_LEAF),
                new Child(revision(10), Databases.LONG_LEAF),
                new Child(revision(20), Databases.FREE));

        SnapshotVerification proof = Databases.prove(file.snapshot());

        assertThat(proof.ok()).as("%s", proof).isTrue();
        assertThat(proof.status())
                .isEqualTo(Databases.prove(Databases.sound().snapshot()).status());
    }

    @Test
    void takesTheMetaPageOfTheNewerTransaction() {
        BoltFile file = Databases.sound();
        BoltFile.writeMeta(file.page(1), 4096, 1, Databases.FREE, BoltFile.NO_FREELIST, Databases.PAGES);

        assertThat(Databases.prove(file.snapshot()).ok()).isTrue();
    }
}
