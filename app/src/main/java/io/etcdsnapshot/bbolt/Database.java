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

    /**
     * Walks all pages in use, and returns what the bytes of the file are used for.
     *
     * @param bucket directly below the root, whose {@code elements} are handed out from the last to the first
     */
    public Space walkBackwards(String bucket, ElementVisitor elements) throws IOException {
        return new SpaceWalk(this, bucket.getBytes(StandardCharsets.UTF_8), elements).run();
    }

    long size() {
        return size;
    }

    /** Reads a page and its overflow pages. */
    NodePage page(long number) throws IOException {
        byte[] first = read(number, meta.pageSize());
        long bytes = (Page.overflow(first, 0) + 1) * meta.pageSize();
        if (bytes == first.length) {
            return checked(first, 0, "page " + number);
        }
        requirePossible(number, bytes);
        return checked(read(source, number * meta.pageSize(), (int) bytes), 0, "page " + number);
    }

    private void requirePossible(long number, long bytes) throws CorruptDatabase {
        if (bytes > Math.min(MAX_PAGE_BYTES, size - number * meta.pageSize())) {
            throw new CorruptDatabase("page %d has more overflow pages than there can be".formatted(number));
        }
    }

    /** Returns the bytes of a page and its overflow pages. */
    int length(long number, byte[] header) throws CorruptDatabase {
        long bytes = (Page.overflow(header, 0) + 1) * meta.pageSize();
        requirePossible(number, bytes);
        return (int) bytes;
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
        return read(number, Page.HEADER_BYTES);
    }

    /** Reads the beginning of a page. */
    private byte[] read(long number, int length) throws IOException {
        if (number < 2 || number >= meta.pageCount() || number >= size / meta.pageSize()) {
            throw new CorruptDatabase(
                    "page %s is used, but lies outside the file".formatted(Long.toUnsignedString(number)));
        }
        byte[] start = read(source, number * meta.pageSize(), length);
        if (Page.number(start, 0) != number) {
            throw new CorruptDatabase("page %d is used, but what is there is another".formatted(number));
        }
        return start;
    }

    /** Reads {@code length} bytes of a page, from an offset that lies in it, to the beginning of {@code into}. */
    void read(long number, long offset, byte[] into, int length) throws IOException {
        read(source, number * meta.pageSize() + offset, ByteBuffer.wrap(into, 0, length));
    }

    private static byte[] read(PageSource source, long at, int length) throws IOException {
        byte[] bytes = new byte[length];
        read(source, at, ByteBuffer.wrap(bytes));
        return bytes;
    }

    private static void read(PageSource source, long at, ByteBuffer into) throws IOException {
        try {
            source.read(at, into);
        } catch (EOFException e) {
            throw new CorruptDatabase("the database ends too early");
        }
    }
}
