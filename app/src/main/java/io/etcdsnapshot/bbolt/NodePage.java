package io.etcdsnapshot.bbolt;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A branch or leaf page with its overflow pages, in memory: a header, a table of elements of 16 bytes, then their keys
 * and values one after another in the table's order, as bbolt writes them.
 */
public final class NodePage {
    private final byte[] bytes;
    private final int at;
    private final int end;
    private final int count;
    private final boolean leaf;
    private boolean holdsBuckets;

    /**
     * @param at where the page's header lies in {@code bytes}
     * @param end where the page ends
     */
    NodePage(byte[] bytes, int at, int end) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
        this.count = Page.count(bytes, at);
        this.leaf = Page.flags(bytes, at) == Page.LEAF;
    }

    /**
     * Returns what is wrong with the elements, or null: each must start where the one before it ended, the last must end
     * within the page, and their keys must be in order.
     *
     * @param pageCount pages in the file, to tell a child that can't exist
     */
    @Nullable
    String problem(long pageCount) {
        long next = Page.HEADER_BYTES + (long) count * LeafElement.BYTES;
        if (at + next > end) {
            return "its elements don't fit in it";
        }
        int previousKey = -1;
        int previousBytes = 0;
        for (int i = 0; i < count; i++) {
            int element = element(i);
            long position = leaf ? LeafElement.position(bytes, element) : BranchElement.position(bytes, element);
            if (element - at + position != next) {
                return "element %d is not where the one before it ends".formatted(i);
            }
            long keyBytes = leaf ? LeafElement.keyBytes(bytes, element) : BranchElement.keyBytes(bytes, element);
            if (keyBytes == 0 || keyBytes > Page.MAX_KEY_BYTES) {
                return "element %d has a key of %,d bytes".formatted(i, keyBytes);
            }
            int key = (int) (at + next);
            next += keyBytes + (leaf ? LeafElement.valueBytes(bytes, element) : 0);
            if (at + next > end) {
                return "its elements don't fit in it";
            }
            int keyEnd = key + (int) keyBytes;
            if (i > 0
                    && Arrays.compareUnsigned(bytes, previousKey, previousKey + previousBytes, bytes, key, keyEnd)
                            >= 0) {
                return "keys %d and %d are out of order".formatted(i - 1, i);
            }
            previousKey = key;
            previousBytes = (int) keyBytes;
            holdsBuckets |= leaf && LeafElement.isBucket(bytes, element);
            if (!leaf && (child(i) < 2 || child(i) >= pageCount)) {
                return "child %d is page %s, which can't be".formatted(i, Long.toUnsignedString(child(i)));
            }
        }
        return null;
    }

    boolean isLeaf() {
        return leaf;
    }

    /** Returns whether any value is a bucket; known once the elements were found to be sound. */
    boolean holdsBuckets() {
        return holdsBuckets;
    }

    public int count() {
        return count;
    }

    /** Holds the page, and perhaps others. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns the index of the first element whose key is not below this one, perhaps {@link #count}. */
    int firstNotBelow(byte[] key) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compareKey(middle, key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    int compareKey(int index, byte[] key) {
        int from = keyAt(index);
        return Arrays.compareUnsigned(bytes, from, from + keyBytes(index), key, 0, key.length);
    }

    byte[] key(int index) {
        int from = keyAt(index);
        return Arrays.copyOfRange(bytes, from, from + keyBytes(index));
    }

    ByteBuffer value(int index) {
        return ByteBuffer.wrap(bytes, valueAt(index), valueBytes(index)).slice().asReadOnlyBuffer();
    }

    byte[] copyOfValue(int index) {
        int from = valueAt(index);
        return Arrays.copyOfRange(bytes, from, from + valueBytes(index));
    }

    /** Returns whether the value at an index is a bucket. */
    public boolean isBucket(int index) {
        return leaf && LeafElement.isBucket(bytes, element(index));
    }

    long child(int index) {
        return BranchElement.child(bytes, element(index));
    }

    /** Returns where a key lies in {@link #bytes}. */
    public int keyAt(int index) {
        int element = element(index);
        return element + (int) (leaf ? LeafElement.position(bytes, element) : BranchElement.position(bytes, element));
    }

    public int keyBytes(int index) {
        int element = element(index);
        return (int) (leaf ? LeafElement.keyBytes(bytes, element) : BranchElement.keyBytes(bytes, element));
    }

    int valueAt(int index) {
        return keyAt(index) + keyBytes(index);
    }

    public int valueBytes(int index) {
        return (int) LeafElement.valueBytes(bytes, element(index));
    }

    private int element(int index) {
        return at + Page.HEADER_BYTES + index * LeafElement.BYTES;
    }
}
