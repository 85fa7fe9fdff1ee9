package io.etcdsnapshot.bbolt;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps of every page that looks like one some sixty bytes instead of its content, so that the tree can be walked in key
 * order after the file was read in file order.
 */
final class PageRecords {
    private static final int BLOCK_BYTES = 64 * 1024;

    /** A sound database takes some 60 bytes for each page; one that takes far more was made to fill memory. */
    private static final int MOST_RECORD_BYTES = 192;

    private static final int SPARE_BYTES = 4 * 1024 * 1024;

    private final int[] handles;
    private final List<byte[]> blocks = new ArrayList<>();
    private int filled = 1;
    private long room;

    /**
     * @param count pages in the file
     * @param summaryRoom bytes that summaries may take on top
     */
    PageRecords(int count, long summaryRoom) {
        handles = new int[count];
        room = SPARE_BYTES + (long) count * MOST_RECORD_BYTES + summaryRoom;
        blocks.add(new byte[BLOCK_BYTES]);
    }

    int count() {
        return handles.length;
    }

    /** Keeps a record; a page that finds no room is as if it was not there. */
    void put(int page, RecordBuffer record) {
        room -= record.size();
        if (room < 0) {
            return;
        }
        byte[] block = blocks.get(blocks.size() - 1);
        if (block.length - filled < record.size()) {
            block = new byte[Math.max(BLOCK_BYTES, record.size())];
            blocks.add(block);
            filled = 0;
        }
        handles[page] = (blocks.size() - 1) * BLOCK_BYTES + filled;
        System.arraycopy(record.array(), 0, block, filled, record.size());
        filled += record.size();
    }

    /** @return the record; null if nothing at that place looked like a page */
    @Nullable
    RecordReader get(int page) {
        int handle = handles[page];
        return handle == 0 ? null : new RecordReader(blocks.get(handle >>> 16), handle & 0xffff);
    }
}
