package io.etcdsnapshot.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads tar archives, every header checked. Source: POSIX pax (ustar header). */
public final class TarArchive {
    /** Sees each entry in its turn. */
    @FunctionalInterface
    public interface Visitor {
        /** @param content null where it is larger than was asked for */
        void entry(String name, byte @Nullable [] content);
    }

    private static final int BLOCK = 512;
    private static final int CHECKSUM_AT = 148;
    private static final int CHECKSUM_BYTES = 8;

    private final InputStream tar;
    private final int largest;
    private final Visitor visitor;
    private final boolean several;
    private int entries;

    private TarArchive(InputStream tar, int largest, Visitor visitor, boolean several) {
        this.tar = tar;
        this.largest = largest;
        this.several = several;
        this.visitor = visitor;
    }

    /**
     * Reads an archive to its end.
     *
     * @param largest bytes of an entry whose content is handed over
     * @return how many entries there are
     * @throws DamagedArchive if it is not a whole archive
     */
    public static int read(InputStream tar, int largest, Visitor visitor) throws IOException {
        return new TarArchive(tar, largest, visitor, false).read();
    }

    /** Reads archives one after another, as programs make them that take a part of the files at a time. */
    public static int readSeveral(InputStream tar, int largest, Visitor visitor) throws IOException {
        return new TarArchive(tar, largest, visitor, true).read();
    }

    private int read() throws IOException {
        byte[] header = new byte[BLOCK];
        boolean ended = false;
        while (tar.readNBytes(header, 0, BLOCK) == BLOCK) {
            if (isZero(header)) {
                ended = true;
            } else if (ended && !several) {
                throw new DamagedArchive("the tar archive continues after its end");
            } else {
                ended = false;
                readEntry(header);
            }
        }
        if (!ended) {
            throw new DamagedArchive("the tar archive has no end");
        }
        return entries;
    }

    private void readEntry(byte[] header) throws IOException {
        if (!checksumMatches(header)) {
            throw new DamagedArchive("tar header %d is damaged".formatted(entries + 1));
        }
        entries++;
        String name = text(header, 345, 155).isEmpty() || !text(header, 257, 5).equals("ustar")
                ? text(header, 0, 100)
                : text(header, 345, 155) + "/" + text(header, 0, 100);
        long size = number(header, 124, 12);
        long padded = Math.multiplyExact(Math.floorDiv(size + BLOCK - 1, BLOCK), BLOCK);
        if (size <= largest) {
            byte[] content = tar.readNBytes((int) padded);
            if (content.length < padded) {
                throw new DamagedArchive("tar entry %d is cut short".formatted(entries));
            }
            visitor.entry(name, Arrays.copyOf(content, (int) size));
        } else {
            skip(padded);
            visitor.entry(name, null);
        }
    }

    private void skip(long bytes) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        for (long left = bytes; left > 0; ) {
            int read = tar.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                throw new DamagedArchive("tar entry %d is cut short".formatted(entries));
            }
            left -= read;
        }
    }

    /** The sum of all header bytes, the checksum's own counted as blanks. */
    private static boolean checksumMatches(byte[] header) throws DamagedArchive {
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_BYTES ? ' ' : header[i] & 0xff;
        }
        return sum == number(header, CHECKSUM_AT, CHECKSUM_BYTES);
    }

    /** Octal digits, or (GNU) a set first bit and a big-endian number. */
    private static long number(byte[] header, int at, int length) throws DamagedArchive {
        long value = 0;
        if ((header[at] & 0x80) != 0) {
            for (int i = at + length - Long.BYTES; i < at + length; i++) {
                value = (value << 8) | (header[i] & 0xff);
            }
        } else {
            String digits = text(header, at, length).trim();
            try {
                value = digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
            } catch (NumberFormatException e) {
                throw new DamagedArchive("a tar header holds no number where its size or checksum belongs");
            }
        }
        if (value < 0 || value > Long.MAX_VALUE / 2) {
            throw new DamagedArchive("a tar header holds an impossible number");
        }
        return value;
    }

    private static String text(byte[] header, int at, int length) {
        int end = at;
        while (end < at + length && header[end] != 0) {
            end++;
        }
        return new String(header, at, end - at, StandardCharsets.UTF_8);
    }

    private static boolean isZero(byte[] block) {
        for (byte each : block) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }
}
