package io.etcdsnapshot.store.wrapped;

import io.etcdsnapshot.failure.Damaged;
import io.etcdsnapshot.io.BlockInput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the only entry of a zip file from a stream. The JDK's stream checks the entry alone, so that here the directory
 * at the end of the file must agree with it. Source: APPNOTE.TXT 6.3.10, 4.3.12 and 4.3.16.
 */
final class ZipReader extends BlockInput {
    private static final int DIRECTORY_ENTRY = 0x02014b50;
    private static final int DIRECTORY_ENTRY_BYTES = 46;
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final long ZIP_64 = 0xffffffffL;

    private final Tail file;
    private final ZipInputStream zip;
    private final ZipEntry entry;
    private final CRC32 crc = new CRC32();
    private long bytes;
    private boolean ended;

    /** @throws Damaged if it does not begin as a zip file does */
    ZipReader(InputStream in) throws IOException {
        file = new Tail(in);
        zip = new ZipInputStream(file);
        ZipEntry first = next();
        if (first == null) {
            throw new Damaged("it does not begin as a zip file does");
        }
        entry = first;
    }

    private @Nullable ZipEntry next() throws IOException {
        try {
            return zip.getNextEntry();
        } catch (ZipException | IllegalArgumentException e) {
            throw new Damaged("its compressed content is damaged: " + e.getMessage());
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read;
        try {
            read = ended ? -1 : zip.read(buffer, offset, length);
        } catch (ZipException e) {
            throw new Damaged("its compressed content is damaged: " + e.getMessage());
        } catch (EOFException e) {
            throw new Damaged("it ends too early");
        }
        if (read > 0) {
            crc.update(buffer, offset, read);
            bytes += read;
        } else if (read < 0 && !ended) {
            ended = true;
            requireEnd();
        }
        return read;
    }

    private void requireEnd() throws IOException {
        if (next() != null) {
            throw new Damaged("it holds more than one file");
        }
        file.transferTo(OutputStream.nullOutputStream());
        ByteBuffer tail = file.last();
        int end = tail.limit() - END_BYTES;
        while (end >= 0 && tail.getInt(end) != END) {
            end--;
        }
        if (end < 0 || tail.getShort(end + 20) != tail.limit() - end - END_BYTES) {
            throw new Damaged("it has no directory at its end");
        }
        long size = tail.getInt(end + 12) & ZIP_64;
        long at = tail.getInt(end + 16) & ZIP_64;
        boolean isInPlace = at == ZIP_64 || at + size == file.bytes - (tail.limit() - end);
        boolean isOne = tail.getShort(end + 4) == 0
                && tail.getShort(end + 6) == 0
                && tail.getShort(end + 8) == 1
                && tail.getShort(end + 10) == 1;
        int from = (int) (at == ZIP_64 ? -1 : end - size);
        if (!isOne || !isInPlace || (at != ZIP_64 && from < 0) || (from >= 0 && !agrees(tail, from))) {
            throw new Damaged("the directory at its end differs");
        }
    }

    private boolean agrees(ByteBuffer tail, int at) {
        byte[] name = entry.getName().getBytes(StandardCharsets.UTF_8);
        if (tail.limit() < at + DIRECTORY_ENTRY_BYTES + name.length) {
            return false;
        }
        byte[] listed = new byte[name.length];
        tail.get(at + DIRECTORY_ENTRY_BYTES, listed);
        long size = tail.getInt(at + 24) & ZIP_64;
        return tail.getInt(at) == DIRECTORY_ENTRY
                && tail.getShort(at + 10) == entry.getMethod()
                && (tail.getInt(at + 16) & ZIP_64) == crc.getValue()
                && (size == ZIP_64 || size == bytes)
                && tail.getShort(at + 28) == name.length
                && Arrays.equals(listed, name);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** Counts what is read, and keeps the last of it. */
    private static final class Tail extends BlockInput {
        private static final int KEPT = 128 * 1024;

        private final InputStream in;
        private final byte[] ring = new byte[KEPT];
        private long bytes;

        Tail(InputStream in) {
            this.in = in;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            if (read > 0) {
                int skipped = Math.max(0, read - KEPT);
                int at = (int) ((bytes + skipped) % KEPT);
                int first = Math.min(read - skipped, KEPT - at);
                System.arraycopy(buffer, offset + skipped, ring, at, first);
                System.arraycopy(buffer, offset + skipped + first, ring, 0, read - skipped - first);
                bytes += read;
            }
            return read;
        }

        ByteBuffer last() {
            int kept = (int) Math.min(bytes, KEPT);
            int at = (int) ((bytes - kept) % KEPT);
            int first = Math.min(kept, KEPT - at);
            byte[] last = Arrays.copyOf(Arrays.copyOfRange(ring, at, at + first), kept);
            System.arraycopy(ring, 0, last, first, kept - first);
            return ByteBuffer.wrap(last).order(ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
