package io.etcdsnapshot.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/**
 * Writes bbolt databases page by page, sound or not, for tests of what etcd itself would never make. Source:
 * {@code bbolt/internal/common/page.go} and {@code meta.go}.
 */
public final class BoltFile {
    public static final int BRANCH = 0x01;
    public static final int LEAF = 0x02;
    public static final int FREELIST = 0x10;
    public static final long NO_FREELIST = -1;

    private static final int HEADER_BYTES = 16;
    private static final int ELEMENT_BYTES = 16;
    private static final int BUCKET_FLAG = 1;

    /** An element of a leaf; a char of {@code key} and {@code value} is a byte. */
    public record Entry(int flags, String key, String value) {
        public static Entry of(String key, String value) {
            return new Entry(0, key, value);
        }

        public static Entry bucket(String name, long root) {
            return new Entry(BUCKET_FLAG, name, text(littleEndian(16).putLong(0, root)));
        }

        public static Entry inlineBucket(String name, Entry... entries) {
            int bytes = HEADER_BYTES;
            for (Entry entry : entries) {
                bytes += ELEMENT_BYTES + entry.key.length() + entry.value.length();
            }
            ByteBuffer page = littleEndian(16 + bytes).position(16).slice().order(ByteOrder.LITTLE_ENDIAN);
            writeLeaf(page, 0, 0, List.of(entries));
            return new Entry(BUCKET_FLAG, name, text(littleEndian(16)) + text(page));
        }
    }

    /** An element of a branch. */
    public record Child(String key, long page) {}

    private final int pageSize;
    private final byte[] bytes;
    private final ByteBuffer file;

    public BoltFile(int pageSize, int pageCount) {
        this.pageSize = pageSize;
        this.bytes = new byte[pageSize * pageCount];
        this.file = ByteBuffer.wrap(bytes);
    }

    /** Where a page lies, to write into it what does not belong there. */
    public ByteBuffer page(int page) {
        return file.slice(page * pageSize, file.capacity() - page * pageSize).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Both meta pages, of two transactions. */
    public BoltFile metas(long root, long freelist) {
        long pageCount = file.capacity() / pageSize;
        writeMeta(page(0), pageSize, 0, root, freelist, pageCount);
        writeMeta(page(1), pageSize, 1, root, freelist, pageCount);
        return this;
    }

    public BoltFile leaf(int page, int overflow, Entry... entries) {
        writeLeaf(page(page), page, overflow, List.of(entries));
        return this;
    }

    public BoltFile branch(int page, int overflow, Child... children) {
        writeBranch(page(page), page, overflow, List.of(children));
        return this;
    }

    public BoltFile freelist(int page, long... ids) {
        ByteBuffer at = writeHeader(page(page), page, FREELIST, ids.length, 0);
        for (long id : ids) {
            at.putLong(id);
        }
        return this;
    }

    /** The database without a trailer. */
    public byte[] database() {
        return bytes.clone();
    }

    /** The database as {@code etcdctl snapshot save} would have saved it. */
    public byte[] snapshot() {
        return sealed(bytes);
    }

    /** Appends the trailer that etcd would: its SHA-256. */
    public static byte[] sealed(byte[] database) {
        byte[] trailer = sha256().digest(database);
        byte[] snapshot = Arrays.copyOf(database, database.length + trailer.length);
        System.arraycopy(trailer, 0, snapshot, database.length, trailer.length);
        return snapshot;
    }

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** A key of etcd's {@code key} bucket. */
    public static String revision(long main) {
        return revision(main, 0);
    }

    public static String revision(long main, long sub) {
        return text(ByteBuffer.allocate(17).putLong(0, main).put(8, (byte) '_').putLong(9, sub));
    }

    /** A value of that bucket: an {@code mvccpb.KeyValue} without a lease. */
    public static String keyValue(String key, long createRevision, long modRevision, long version, String value) {
        StringBuilder message = new StringBuilder(key.length() + value.length() + 32);
        field(message, 1, key);
        number(message, 2, createRevision);
        number(message, 3, modRevision);
        number(message, 4, version);
        field(message, 5, value);
        return message.toString();
    }

    private static void field(StringBuilder message, int number, String bytes) {
        if (!bytes.isEmpty()) {
            message.append((char) (number << 3 | 2));
            varint(message, bytes.length());
            message.append(bytes);
        }
    }

    private static void number(StringBuilder message, int field, long value) {
        if (value != 0) {
            message.append((char) (field << 3));
            varint(message, value);
        }
    }

    private static void varint(StringBuilder message, long value) {
        long left = value;
        for (; left > 0x7f; left >>>= 7) {
            message.append((char) (left & 0x7f | 0x80));
        }
        message.append((char) left);
    }

    public static void writeMeta(ByteBuffer at, int pageSize, int number, long root, long freelist, long pageCount) {
        int start = at.position();
        writeHeader(at, number, 0x04, 0, 0);
        at.putInt(0xED0CDAED).putInt(2).putInt(pageSize).putInt(0);
        at.putLong(root).putLong(0).putLong(freelist).putLong(pageCount).putLong(8 - number);
        long hash = 0xcbf29ce484222325L;
        for (int i = start + HEADER_BYTES; i < at.position(); i++) {
            hash = (hash ^ (at.get(i) & 0xff)) * 0x100000001b3L;
        }
        at.putLong(hash);
    }

    public static void writeLeaf(ByteBuffer at, long page, int overflow, List<Entry> entries) {
        writeHeader(at, page, LEAF, entries.size(), overflow);
        int next = ELEMENT_BYTES * entries.size();
        for (Entry entry : entries) {
            at.putInt(entry.flags).putInt(next).putInt(entry.key.length()).putInt(entry.value.length());
            next += entry.key.length() + entry.value.length() - ELEMENT_BYTES;
        }
        entries.forEach(entry -> at.put(bytes(entry.key)).put(bytes(entry.value)));
    }

    public static void writeBranch(ByteBuffer at, long page, int overflow, List<Child> children) {
        writeHeader(at, page, BRANCH, children.size(), overflow);
        int next = ELEMENT_BYTES * children.size();
        for (Child child : children) {
            at.putInt(next).putInt(child.key.length()).putLong(child.page);
            next += child.key.length() - ELEMENT_BYTES;
        }
        children.forEach(child -> at.put(bytes(child.key)));
    }

    private static ByteBuffer writeHeader(ByteBuffer at, long page, int flags, int count, int overflow) {
        return at.putLong(page).putShort((short) flags).putShort((short) count).putInt(overflow);
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes.rewind()).toString();
    }
}
