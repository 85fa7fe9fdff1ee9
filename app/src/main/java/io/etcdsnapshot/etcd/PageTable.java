package io.etcdsnapshot.etcd;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the scan keeps of every page that looks like one: some fifty bytes instead of its content, so that the tree can
 * be walked in key order after the file was read in file order.
 */
final class PageTable {
    private static final int BLOCK_BYTES = 64 * 1024;

    /** A sound database takes some 60 bytes for each page; one that takes far more was made to fill memory. */
    private static final int MOST_RECORD_BYTES = 192;

    private static final int SPARE_BYTES = 4 * 1024 * 1024;

    private final int[] handles;
    private final List<ByteBuffer> blocks = new ArrayList<>();
    private long room;

    /** @param count pages in the file */
    PageTable(int count) {
        handles = new int[count];
        room = SPARE_BYTES + (long) count * MOST_RECORD_BYTES;
        blocks.add(ByteBuffer.allocate(BLOCK_BYTES).position(1));
    }

    int count() {
        return handles.length;
    }

    /** A page that finds no room is as if it was not there. */
    void put(int page, RecordBuffer record) {
        room -= record.size();
        if (room < 0) {
            return;
        }
        ByteBuffer block = blocks.get(blocks.size() - 1);
        if (block.remaining() < record.size()) {
            block = ByteBuffer.allocate(Math.max(BLOCK_BYTES, record.size()));
            blocks.add(block);
        }
        handles[page] = (blocks.size() - 1) * BLOCK_BYTES + block.position();
        block.put(record.array(), 0, record.size());
    }

    /** @return the record, positioned at its first byte; null if nothing at that place looked like a page */
    @Nullable
    ByteBuffer get(int page) {
        int handle = handles[page];
        if (handle == 0) {
            return null;
        }
        ByteBuffer block = blocks.get(handle >>> 16).duplicate();
        return block.clear().position(handle & 0xffff);
    }
}
