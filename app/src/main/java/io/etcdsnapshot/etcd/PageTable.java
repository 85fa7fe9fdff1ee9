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

    private final int[] handles;
    private final List<ByteBuffer> blocks = new ArrayList<>();

    /** @param count pages in the file */
    PageTable(int count) {
        handles = new int[count];
        blocks.add(ByteBuffer.allocate(BLOCK_BYTES).position(1));
    }

    int count() {
        return handles.length;
    }

    void put(int page, RecordBuffer record) {
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
