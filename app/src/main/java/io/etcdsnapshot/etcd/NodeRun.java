package io.etcdsnapshot.etcd;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads a branch or leaf page: a header, a table of elements of 16 bytes, then their keys and values one after another
 * in the table's order, as bbolt writes them.
 *
 * <p>Record of a leaf: {@code LEAF, pages, crc, hashedBytes, count, firstKey, lastKey, buckets, [name, root, body if
 * inline]…}; of a branch: {@code BRANCH, pages, count, [child, key]…}; of a damaged page: {@code BROKEN, pages, reason}.
 */
final class NodeRun implements PageRun {
    private static final int BUCKET_FLAG = 0x01;
    private static final int MAX_KEY_BYTES = 32768;
    private static final int MAX_INLINE_BYTES = 64 * 1024;

    private final CRC32C crc = new CRC32C();
    private final RecordBuffer members = new RecordBuffer();
    private final RecordBuffer bucketValue = new RecordBuffer();
    private byte[] table = new byte[0];
    private byte[] key = new byte[64];
    private byte[] previousKey = new byte[64];
    private byte[] firstKey = new byte[64];

    private boolean leaf;
    private int pages;
    private long runBytes;
    private long pageCount;
    private int count;
    private int tableLeft;
    private int buckets;
    private long hashed;
    private boolean started;
    private int element;
    private int keyLength;
    private int previousKeyLength;
    private int firstKeyLength;
    private int keyLeft;
    private long valueLeft;
    private boolean inBucket;
    private @Nullable String broken;

    /**
     * Makes this reader ready for another page.
     *
     * @param pages physical pages, the overflow included
     * @param runBytes their bytes
     * @param pageCount pages in the file, to tell a child that can't exist
     */
    NodeRun begin(boolean leaf, int count, int pages, long runBytes, long pageCount) {
        this.leaf = leaf;
        this.count = count;
        this.pages = pages;
        this.runBytes = runBytes;
        this.pageCount = pageCount;
        int tableBytes = count * ELEMENT_BYTES;
        // Only a page of few elements has overflow pages, so a table never leaves the first page.
        boolean fits = HEADER_BYTES + tableBytes <= runBytes / Math.max(1, pages);
        if (!fits) {
            tableBytes = 0;
        }
        if (table.length < tableBytes) {
            table = new byte[tableBytes];
        }
        tableLeft = tableBytes;
        crc.reset();
        members.clear();
        buckets = 0;
        hashed = 0;
        started = false;
        element = 0;
        keyLength = previousKeyLength = firstKeyLength = keyLeft = 0;
        valueLeft = 0;
        inBucket = false;
        broken = fits ? null : "its elements don't fit in it";
        return this;
    }

    @Override
    public void feed(byte[] bytes, int offset, int length) {
        int at = started ? offset : offset + HEADER_BYTES;
        started = true;
        int end = offset + length;
        if (tableLeft > 0 && broken == null) {
            int part = Math.min(tableLeft, end - at);
            System.arraycopy(bytes, at, table, count * ELEMENT_BYTES - tableLeft, part);
            at += part;
            tableLeft -= part;
            if (tableLeft == 0) {
                checkTable();
            }
        }
        while (at < end && element < count && broken == null) {
            int part;
            if (keyLeft > 0) {
                part = Math.min(keyLeft, end - at);
                takeKey(bytes, at, part);
            } else {
                part = (int) Math.min(valueLeft, end - at);
                takeValue(bytes, at, part);
            }
            at += part;
            if (keyLeft + valueLeft == 0) {
                endElement();
            }
        }
    }

    /** Every element must start where the one before it ended, and the last must end within the run. */
    private void checkTable() {
        long next = HEADER_BYTES + (long) count * ELEMENT_BYTES;
        for (int i = 0; i < count; i++) {
            long position = HEADER_BYTES + (long) i * ELEMENT_BYTES + position(i);
            if (position != next) {
                broken = "element %d is not where the one before it ends".formatted(i);
                return;
            }
            if (keySize(i) == 0 || keySize(i) > MAX_KEY_BYTES) {
                broken = "element %d has a key of %,d bytes".formatted(i, keySize(i));
                return;
            }
            next += keySize(i) + valueSize(i);
        }
        if (next > runBytes) {
            broken = "its elements don't fit in it";
        } else if (count > 0) {
            beginElement();
        }
    }

    private void beginElement() {
        previousKeyLength = keyLength;
        byte[] spare = previousKey;
        previousKey = key;
        keyLength = (int) keySize(element);
        key = spare.length >= keyLength ? spare : new byte[keyLength];
        keyLeft = keyLength;
        valueLeft = valueSize(element);
        inBucket = leaf && (LittleEndian.getInt(table, element * ELEMENT_BYTES) & BUCKET_FLAG) != 0;
        bucketValue.clear();
    }

    private void takeKey(byte[] bytes, int offset, int length) {
        System.arraycopy(bytes, offset, key, keyLength - keyLeft, length);
        keyLeft -= length;
        if (leaf) {
            hash(bytes, offset, length);
        }
    }

    private void takeValue(byte[] bytes, int offset, int length) {
        valueLeft -= length;
        if (!inBucket) {
            hash(bytes, offset, length);
        } else if (bucketValue.size() + length <= MAX_INLINE_BYTES) {
            bucketValue.putBytes(bytes, offset, length);
        } else {
            broken = "element %d is a bucket of %,d bytes".formatted(element, valueSize(element));
        }
    }

    private void hash(byte[] bytes, int offset, int length) {
        crc.update(bytes, offset, length);
        hashed += length;
    }

    private void endElement() {
        if (element == 0) {
            firstKey = firstKey.length >= keyLength ? firstKey : new byte[keyLength];
            System.arraycopy(key, 0, firstKey, 0, keyLength);
            firstKeyLength = keyLength;
        } else if (Arrays.compareUnsigned(previousKey, 0, previousKeyLength, key, 0, keyLength) >= 0) {
            broken = "keys %d and %d are out of order".formatted(element - 1, element);
            return;
        }
        if (!leaf) {
            addChild(LittleEndian.getLong(table, element * ELEMENT_BYTES + 8));
        } else if (inBucket && broken == null) {
            addBucket();
        }
        element++;
        if (element < count) {
            beginElement();
        }
    }

    private void addChild(long child) {
        if (child < 2 || child >= pageCount) {
            broken = "child %d is page %s, which can't be".formatted(element, Long.toUnsignedString(child));
            return;
        }
        members.putInt((int) child).putKey(key, keyLength);
    }

    /** A bucket's value: its root page and a sequence number; root 0 means that a small page follows in place. */
    private void addBucket() {
        byte[] value = bucketValue.array();
        int inlineBytes = bucketValue.size() - BUCKET_HEADER_BYTES;
        if (inlineBytes < 0) {
            broken = "element %d is a bucket without a header".formatted(element);
            return;
        }
        long root = LittleEndian.getLong(value, 0);
        buckets++;
        members.putKey(key, keyLength).putLong(root);
        if (root == 0) {
            addInlineBucket(value, inlineBytes);
        }
    }

    private void addInlineBucket(byte[] value, int inlineBytes) {
        if (inlineBytes < HEADER_BYTES || LittleEndian.getChar(value, BUCKET_HEADER_BYTES + 8) != LEAF) {
            broken = "element %d is an inline bucket without a page".formatted(element);
            return;
        }
        int inlineCount = LittleEndian.getChar(value, BUCKET_HEADER_BYTES + 10);
        NodeRun inline = new NodeRun().begin(true, inlineCount, 0, inlineBytes, pageCount);
        inline.feed(value, BUCKET_HEADER_BYTES, inlineBytes);
        if (inline.broken != null) {
            broken = "inline bucket in element %d: %s".formatted(element, inline.broken);
        } else if (inline.buckets > 0) {
            broken = "inline bucket in element %d holds buckets".formatted(element);
        } else {
            inline.writeLeafBody(members);
        }
    }

    @Override
    public void writeRecord(RecordBuffer record) {
        if (broken == null && element < count) {
            broken = "it ends too early";
        }
        if (broken != null) {
            byte[] reason = broken.getBytes(StandardCharsets.UTF_8);
            record.putByte(BROKEN).putInt(pages).putKey(reason, reason.length);
        } else if (leaf) {
            writeLeafBody(record.putByte(LEAF).putInt(pages));
        } else {
            record.putByte(BRANCH).putInt(pages).putChar(count).putAll(members);
        }
    }

    private void writeLeafBody(RecordBuffer record) {
        record.putInt((int) crc.getValue())
                .putLong(hashed)
                .putChar(count)
                .putKey(firstKey, firstKeyLength)
                .putKey(key, keyLength)
                .putChar(buckets)
                .putAll(members);
    }

    private long position(int i) {
        return LittleEndian.getUnsignedInt(table, i * ELEMENT_BYTES + (leaf ? 4 : 0));
    }

    private long keySize(int i) {
        return LittleEndian.getUnsignedInt(table, i * ELEMENT_BYTES + (leaf ? 8 : 4));
    }

    private long valueSize(int i) {
        return leaf ? LittleEndian.getUnsignedInt(table, i * ELEMENT_BYTES + 12) : 0;
    }
}
