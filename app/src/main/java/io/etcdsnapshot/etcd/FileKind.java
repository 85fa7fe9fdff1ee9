package io.etcdsnapshot.etcd;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Tells by their first bytes files of other kinds that are taken for a file of a set, as they contain one or stand for it. */
public enum FileKind {
    ZIP("a zip archive", "unpack it first", 0, 'P', 'K', 3, 4),
    GZIP("a gzip file", "decompress it first", 0, 0x1f, 0x8b),
    ZSTD("compressed with zstd", "decompress it first", 0, 0x28, 0xb5, 0x2f, 0xfd),
    XZ("compressed with xz", "decompress it first", 0, 0xfd, '7', 'z', 'X', 'Z', 0),
    BZIP2("compressed with bzip2", "decompress it first", 0, 'B', 'Z', 'h'),
    LZ4("compressed with lz4", "decompress it first", 0, 0x04, 0x22, 0x4d, 0x18),
    SEVEN_ZIP("a 7z archive", "unpack it first", 0, '7', 'z', 0xbc, 0xaf, 0x27, 0x1c),
    AGE("encrypted with age", "decrypt it first", 0, "age-encryption.org/v1"),
    AGE_ARMORED("encrypted with age", "decrypt it first", 0, "-----BEGIN AGE ENCRYPTED FILE-----"),
    PGP_ARMORED("encrypted with OpenPGP", "decrypt it first", 0, "-----BEGIN PGP MESSAGE-----"),
    OPENSSL("encrypted with openssl enc", "decrypt it first", 0, "Salted__"),
    TAR("a tar archive", "unpack it first", 257, "ustar"),
    LFS_POINTER("a pointer of Git LFS", "fetch what it points to", 0, "version https://git-lfs"),
    XML("XML, as a server sends in place of a file", "fetch the file again", 0, "<?xml"),
    HTML("a web page, as a server sends in place of a file", "fetch the file again", 0, "<!"),
    HTML_BARE("a web page, as a server sends in place of a file", "fetch the file again", 0, "<html"),
    ZEROS("filled with zeros, as what a copy never wrote", "copy it again", 0, new int[256]);

    /** Bytes of a file that are enough to tell. */
    public static final int HEAD_BYTES = 512;

    private final String name;
    private final String advice;
    private final int at;
    private final String magic;

    FileKind(String name, String advice, int at, String magic) {
        this.name = name;
        this.advice = advice;
        this.at = at;
        this.magic = magic;
    }

    FileKind(String name, String advice, int at, int... magic) {
        this(name, advice, at, new String(magic, 0, magic.length));
    }

    /** Returns what a file is that begins so; empty if it is none of these kinds. */
    public static Optional<FileKind> of(byte[] head, int length) {
        return Arrays.stream(values())
                .filter(kind -> kind.matches(head, length))
                .findFirst();
    }

    private boolean matches(byte[] head, int length) {
        byte[] expected = magic.getBytes(StandardCharsets.ISO_8859_1);
        int end = at + expected.length;
        return length >= end && Arrays.equals(head, at, end, expected, 0, expected.length);
    }

    /** Returns what to do with the file. */
    String advice() {
        return advice;
    }

    /** Returns what the file is, behind "it is". */
    @Override
    public String toString() {
        return name;
    }
}
