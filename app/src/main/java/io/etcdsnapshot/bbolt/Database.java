package io.etcdsnapshot.bbolt;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a bbolt database at any place: its buckets, and cursors over them. It takes nothing for granted: content that
 * can't be right is a {@link CorruptDatabase}, and neither loops nor fills memory. Not for several threads at once.
 */
public final class Database {
    /** No value of etcd's comes near it. */
    private static final long MAX_PAGE_BYTES = 256L * 1024 * 1024;

    private final PageSource source;
    private final Meta meta;
    private final long size;

    private Database(PageSource source, Meta meta, long size) {
        this.source = source;
        this.meta = meta;
        this.size = size;
    }

    /**
     * Opens a database, with or without a trailer behind it.
     *
     * @throws CorruptDatabase if neither of its meta pages is valid
     * @throws IOException if the source can't be read
     */
    public static Database open(PageSource source) throws IOException {
        long size = source.size();
        Meta first = readMeta(source, size, 0, 0);
        Meta second = null;
        int least = first == null ? Meta.MIN_PAGE_BYTES : first.pageSize();
        int most = first == null ? Meta.MAX_PAGE_BYTES : first.pageSize();
        for (int pageSize = least; second == null && pageSize <= most; pageSize *= 2) {
            second = readMeta(source, size, pageSize, 1);
        }
        Meta meta = first == null || (second != null && second.txid() > first.txid()) ? second : first;
        if (meta == null) {
            throw new CorruptDatabase("not a bbolt database: neither of its meta pages is valid");
        }
        return new Database(source, meta, size);
    }

    private static @Nullable Meta readMeta(PageSource source, long size, long at, int number) throws IOException {
        if (at + Meta.BYTES > size) {
            return null;
        }
        Meta meta = Meta.parse(ByteBuffer.wrap(read(source, at, Meta.BYTES)).order(ByteOrder.LITTLE_ENDIAN), number);
        return meta != null && (number == 0 || meta.pageSize() == at) ? meta : null;
    }

    public Meta meta() {
        return meta;
    }

    /** Returns the bucket that holds all others. */
    public Bucket root() {
        return new Bucket(this, meta.root(), null);
    }

    /** Returns the bucket of that name directly below the root. */
    public Optional<Bucket> bucket(String name) throws IOException {
        return root().bucket(name.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads a page and its overflow pages. */
    NodePage page(long number) throws IOException {
        byte[] header = header(number);
        long bytes = (Page.overflow(header, 0) + 1) * meta.pageSize();
        if (bytes > Math.min(MAX_PAGE_BYTES, size - number * meta.pageSize())) {
            throw new CorruptDatabase("page %d has more overflow pages than there can be".formatted(number));
        }
        byte[] whole = read(source, number * meta.pageSize(), (int) bytes);
        return checked(whole, 0, "page " + number);
    }

    /** Returns the branch or leaf page at a place in memory, which must be sound. */
    NodePage checked(byte[] bytes, int at, String place) throws CorruptDatabase {
        int flags = bytes.length - at < Page.HEADER_BYTES ? 0 : Page.flags(bytes, at);
        if (flags != Page.BRANCH && flags != Page.LEAF) {
            throw new CorruptDatabase(place + " is not a branch or leaf page");
        }
        NodePage page = new NodePage(bytes, at, bytes.length);
        String problem = page.problem(meta.pageCount());
        if (problem != null) {
            throw new CorruptDatabase(place + ": " + problem);
        } else if (!page.isLeaf() && page.count() == 0) {
            throw new CorruptDatabase(place + " is a branch without children");
        }
        return page;
    }

    /** Reads a page's header alone. */
    byte[] header(long number) throws IOException {
        if (number < 2 || number >= meta.pageCount() || number >= size / meta.pageSize()) {
            throw new CorruptDatabase(
                    "page %s is used, but lies outside the file".formatted(Long.toUnsignedString(number)));
        }
        byte[] header = read(source, number * meta.pageSize(), Page.HEADER_BYTES);
        if (Page.number(header, 0) != number) {
            throw new CorruptDatabase("page %d is used, but what is there is another".formatted(number));
        }
        return header;
    }

    private static byte[] read(PageSource source, long at, int length) throws IOException {
        byte[] bytes = new byte[length];
        try {
            source.read(at, ByteBuffer.wrap(bytes));
        } catch (EOFException e) {
            throw new CorruptDatabase("the database ends too early");
        }
        return bytes;
    }
}
