package io.etcdsnapshot.bbolt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/** Tells from the beginning of a database how long it is: what bbolt writes out ends at the high water mark. */
public final class DatabaseSize {
    /** Holds both meta pages, whatever the size of a page. */
    public static final int HEAD_BYTES = 2 * Meta.MAX_PAGE_BYTES;

    private DatabaseSize() {}

    /** Returns the bytes; empty if the head has no valid meta page. */
    public static OptionalLong of(byte[] head) {
        ByteBuffer bytes = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        Meta newest = Meta.parse(bytes.position(0), 0);
        for (int size = Meta.MIN_PAGE_BYTES; size <= Meta.MAX_PAGE_BYTES && size < head.length; size *= 2) {
            Meta second = Meta.parse(bytes.position(size), 1);
            if (second != null && second.pageSize() == size && (newest == null || second.txid() > newest.txid())) {
                newest = second;
            }
        }
        return newest == null ? OptionalLong.empty() : OptionalLong.of(newest.pageCount() * newest.pageSize());
    }
}
