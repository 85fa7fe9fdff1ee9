package io.etcdsnapshot.etcd;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Tells by their first bytes files of other kinds that are taken for snapshots, as they contain one. */
enum FileKind {
    ZIP("a zip archive: unpack it first", 0, 'P', 'K', 3, 4),
    GZIP("a gzip file: decompress it first", 0, 0x1f, 0x8b),
    ZSTD("compressed with zstd: decompress it first", 0, 0x28, 0xb5, 0x2f, 0xfd),
    XZ("compressed with xz: decompress it first", 0, 0xfd, '7', 'z', 'X', 'Z', 0),
    BZIP2("compressed with bzip2: decompress it first", 0, 'B', 'Z', 'h'),
    AGE("encrypted with age: decrypt it first", 0, "age-encryption.org/v1"),
    AGE_ARMORED("encrypted with age: decrypt it first", 0, "-----BEGIN AGE ENCRYPTED FILE-----"),
    TAR("a tar archive: unpack it first", 257, "ustar");

    /** Bytes of a file that are enough to tell. */
    static final int HEAD_BYTES = 512;

    private final String advice;
    private final int at;
    private final String magic;

    FileKind(String advice, int at, String magic) {
        this.advice = advice;
        this.at = at;
        this.magic = magic;
    }

    FileKind(String advice, int at, int... magic) {
        this(advice, at, new String(magic, 0, magic.length));
    }

    /** Returns what the file is and what to do with it; null if it is none of these kinds. */
    static @Nullable String advice(byte[] head, int length) {
        return Arrays.stream(values())
                .filter(kind -> kind.matches(head, length))
                .findFirst()
                .map(kind -> kind.advice)
                .orElse(null);
    }

    private boolean matches(byte[] head, int length) {
        byte[] expected = magic.getBytes(StandardCharsets.ISO_8859_1);
        int end = at + expected.length;
        return length >= end && Arrays.equals(head, at, end, expected, 0, expected.length);
    }
}
