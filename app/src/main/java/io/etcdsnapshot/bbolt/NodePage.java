package io.etcdsnapshot.bbolt;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A branch or leaf page in memory, all of whose elements were found to lie within it. */
final class NodePage {
    private final byte[] bytes;
    private final int at;
    private final int count;
    private final boolean leaf;

    private NodePage(byte[] bytes, int at, int count, boolean leaf) {
        this.bytes = bytes;
        this.at = at;
        this.count = count;
        this.leaf = leaf;
    }

    /**
     * @param at where the page's header lies in {@code bytes}
     * @param place names the page in messages
     */
    static NodePage of(byte[] bytes, int at, String place) throws CorruptDatabase {
        int flags = bytes.length - at < Page.HEADER_BYTES ? 0 : Page.flags(bytes, at);
        if (flags != Page.BRANCH && flags != Page.LEAF) {
            throw new CorruptDatabase(place + " is no branch or leaf");
        }
        NodePage page = new NodePage(bytes, at, Page.count(bytes, at), flags == Page.LEAF);
        page.checkElements(place);
        return page;
    }

    private void checkElements(String place) throws CorruptDatabase {
        long length = bytes.length - (long) at;
        long tableEnd = Page.HEADER_BYTES + (long) count * LeafElement.BYTES;
        if (tableEnd > length) {
            throw new CorruptDatabase(place + ": its elements don't fit in it");
        }
        for (int i = 0; i < count; i++) {
            int element = element(i);
            long start = element
                    - at
                    + (leaf ? LeafElement.position(bytes, element) : BranchElement.position(bytes, element));
            long keyBytes = leaf ? LeafElement.keyBytes(bytes, element) : BranchElement.keyBytes(bytes, element);
            long end = start + keyBytes + (leaf ? LeafElement.valueBytes(bytes, element) : 0);
            if (start < tableEnd || end > length || keyBytes > Page.MAX_KEY_BYTES) {
                throw new CorruptDatabase("%s: element %d doesn't fit in it".formatted(place, i));
            }
        }
        if (!leaf && count == 0) {
            throw new CorruptDatabase(place + " is a branch without children");
        }
    }

    boolean isLeaf() {
        return leaf;
    }

    int count() {
        return count;
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
        int from = keyAt(index) + keyBytes(index);
        int length = (int) LeafElement.valueBytes(bytes, element(index));
        return ByteBuffer.wrap(bytes, from, length).slice().asReadOnlyBuffer();
    }

    byte[] valueBytes(int index) {
        int from = keyAt(index) + keyBytes(index);
        return Arrays.copyOfRange(bytes, from, from + (int) LeafElement.valueBytes(bytes, element(index)));
    }

    boolean isBucket(int index) {
        return leaf && LeafElement.isBucket(bytes, element(index));
    }

    long child(int index) {
        return BranchElement.child(bytes, element(index));
    }

    private int element(int index) {
        return at + Page.HEADER_BYTES + index * LeafElement.BYTES;
    }

    private int keyAt(int index) {
        int element = element(index);
        return element + (int) (leaf ? LeafElement.position(bytes, element) : BranchElement.position(bytes, element));
    }

    private int keyBytes(int index) {
        int element = element(index);
        return (int) (leaf ? LeafElement.keyBytes(bytes, element) : BranchElement.keyBytes(bytes, element));
    }
}
