package io.etcdsnapshot.bbolt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a branch or leaf page: a header, a table of elements of 16 bytes, then their keys and values one after another
 * in the table's order, as bbolt writes them.
 *
 * <p>Record: {@code LEAF | BRANCH, pages, body}; of a damaged page: {@code BROKEN, pages, reason}.
 */
final class NodePageReader implements PageReader {
    /** Not in bbolt: marks the record of a page that names itself rightly but whose content can't be right. */
    static final int BROKEN = 0x80;

    private final LeafRecorder leaves;
    private final BranchRecorder branches;
    private ElementRecorder recorder;
    private byte[] table = new byte[0];
    private byte[] key = new byte[64];
    private byte[] previousKey = new byte[64];
    private byte[] firstKey = new byte[64];

    private boolean leaf;
    private int pages;
    private long runBytes;
    private int count;
    private int tableLeft;
    private boolean started;
    private int element;
    private int keyLength;
    private int previousKeyLength;
    private int firstKeyLength;
    private int keyLeft;
    private long valueLeft;
    private @Nullable String broken;

    NodePageReader(LeafRecorder leaves, BranchRecorder branches) {
        this.leaves = leaves;
        this.branches = branches;
        this.recorder = leaves;
    }

    /**
     * Makes this reader ready for another page.
     *
     * @param pages physical pages, the overflow included
     * @param runBytes their bytes
     * @param pageCount pages in the file
     */
    NodePageReader begin(boolean leaf, int count, int pages, long runBytes, long pageCount) {
        this.leaf = leaf;
        this.count = count;
        this.pages = pages;
        this.runBytes = runBytes;
        recorder = leaf ? leaves : branches;
        recorder.begin(pageCount);
        int tableBytes = count * LeafElement.BYTES;
        // Only a page of few elements has overflow pages, so a table never leaves the first page.
        boolean fits = Page.HEADER_BYTES + tableBytes <= runBytes / Math.max(1, pages);
        if (!fits) {
            tableBytes = 0;
        }
        if (table.length < tableBytes) {
            table = new byte[tableBytes];
        }
        tableLeft = tableBytes;
        started = false;
        element = 0;
        keyLength = previousKeyLength = firstKeyLength = keyLeft = 0;
        valueLeft = 0;
        broken = fits ? null : "its elements don't fit in it";
        return this;
    }

    @Override
    public void feed(byte[] bytes, int offset, int length) {
        int at = started ? offset : offset + Page.HEADER_BYTES;
        started = true;
        int end = offset + length;
        if (tableLeft > 0 && broken == null) {
            int part = Math.min(tableLeft, end - at);
            System.arraycopy(bytes, at, table, count * LeafElement.BYTES - tableLeft, part);
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
                valueLeft -= part;
                broken = recorder.value(element, bytes, at, part);
            }
            at += part;
            if (keyLeft + valueLeft == 0 && broken == null) {
                endElement();
            }
        }
    }

    /** Every element must start where the one before it ended, and the last must end within the run. */
    private void checkTable() {
        long next = Page.HEADER_BYTES + (long) count * LeafElement.BYTES;
        for (int i = 0; i < count; i++) {
            long position = Page.HEADER_BYTES + (long) i * LeafElement.BYTES + position(i);
            if (position != next) {
                broken = "element %d is not where the one before it ends".formatted(i);
                return;
            }
            if (keyBytes(i) == 0 || keyBytes(i) > Page.MAX_KEY_BYTES) {
                broken = "element %d has a key of %,d bytes".formatted(i, keyBytes(i));
                return;
            }
            next += keyBytes(i) + valueBytes(i);
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
        keyLength = (int) keyBytes(element);
        key = spare.length >= keyLength ? spare : new byte[keyLength];
        keyLeft = keyLength;
        valueLeft = valueBytes(element);
    }

    private void takeKey(byte[] bytes, int offset, int length) {
        System.arraycopy(bytes, offset, key, keyLength - keyLeft, length);
        keyLeft -= length;
        if (keyLeft > 0) {
            return;
        }
        if (element == 0) {
            firstKey = firstKey.length >= keyLength ? firstKey : new byte[keyLength];
            System.arraycopy(key, 0, firstKey, 0, keyLength);
            firstKeyLength = keyLength;
        } else if (Arrays.compareUnsigned(previousKey, 0, previousKeyLength, key, 0, keyLength) >= 0) {
            broken = "keys %d and %d are out of order".formatted(element - 1, element);
            return;
        }
        recorder.key(element, table, element * LeafElement.BYTES, key, keyLength);
    }

    private void endElement() {
        broken = recorder.end(element);
        element++;
        if (element < count && broken == null) {
            beginElement();
        }
    }

    /** @return what is wrong with the page, or null */
    @Nullable
    String finish() {
        if (broken == null && element < count) {
            broken = "it ends too early";
        }
        return broken;
    }

    @Override
    public void writeRecord(RecordBuffer record) {
        String problem = finish();
        if (problem != null) {
            writeBroken(record, pages, problem);
        } else {
            writeBody(record.putByte(leaf ? Page.LEAF : Page.BRANCH).putVarint(pages));
        }
    }

    static void writeBroken(RecordBuffer record, int pages, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        record.putByte(BROKEN).putVarint(pages).putKey(text, 0, text.length);
    }

    void writeBody(RecordBuffer record) {
        recorder.write(record, count, new KeyView(firstKey, 0, firstKeyLength), new KeyView(key, 0, keyLength));
    }

    private long position(int i) {
        int at = i * LeafElement.BYTES;
        return leaf ? LeafElement.position(table, at) : BranchElement.position(table, at);
    }

    private long keyBytes(int i) {
        int at = i * LeafElement.BYTES;
        return leaf ? LeafElement.keyBytes(table, at) : BranchElement.keyBytes(table, at);
    }

    private long valueBytes(int i) {
        return leaf ? LeafElement.valueBytes(table, i * LeafElement.BYTES) : 0;
    }
}
