package io.etcdsnapshot.bbolt;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Says where the root bucket is and how many pages the database has: a bbolt meta page. There are two; the valid one with
 * the higher transaction id rules. Source: {@code bbolt/internal/common/meta.go}.
 *
 * @param pageSize bytes
 * @param root page of the root bucket
 * @param freelist page of the freelist, or {@link #NO_FREELIST}
 * @param pageCount the high water mark: no page at or beyond it is in use
 */
public record Meta(int pageSize, long root, long freelist, long pageCount, long txid) {
    private static final int MAGIC = 0xED0CDAED;
    private static final int VERSION = 2;
    static final long NO_FREELIST = -1L;
    /** Bytes of the page header and the meta record itself. */
    static final int BYTES = Page.HEADER_BYTES + 64;

    static final int MIN_PAGE_BYTES = 512;
    static final int MAX_PAGE_BYTES = 64 * 1024;

    private static final int CHECKSUMMED_BYTES = 56;

    /**
     * @param page little-endian, positioned at a page's first byte
     * @return null if it is no valid meta page with the number {@code pageId}
     */
    static @Nullable Meta parse(ByteBuffer page, int pageId) {
        int at = page.position();
        if (page.remaining() < BYTES || page.getLong(at) != pageId || page.getShort(at + 8) != Page.META) {
            return null;
        }
        int body = at + Page.HEADER_BYTES;
        if (page.getInt(body) != MAGIC
                || page.getInt(body + 4) != VERSION
                || page.getLong(body + CHECKSUMMED_BYTES) != fnv1a(page, body, CHECKSUMMED_BYTES)) {
            return null;
        }
        int pageSize = page.getInt(body + 8);
        if (Integer.bitCount(pageSize) != 1 || pageSize < MIN_PAGE_BYTES || pageSize > MAX_PAGE_BYTES) {
            return null;
        }
        return new Meta(
                pageSize,
                page.getLong(body + 16),
                page.getLong(body + 32),
                page.getLong(body + 40),
                page.getLong(body + 48));
    }

    private static long fnv1a(ByteBuffer bytes, int from, int length) {
        long hash = 0xcbf29ce484222325L;
        for (int i = from; i < from + length; i++) {
            hash = (hash ^ (bytes.get(i) & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }
}
