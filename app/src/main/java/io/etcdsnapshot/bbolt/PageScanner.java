package io.etcdsnapshot.bbolt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pages of a database in the order they lie in the file and keeps a record of each.
 *
 * <p>Which pages are in use only the tree knows, and etcd keeps no freelist, so each physical page that names itself
 * rightly is read as if it were in use, even inside the overflow of another: that one may be a leftover whose space was
 * partly given away again.
 */
public final class PageScanner {
    private static final int USUAL_PAGE_BYTES = 4096;
    /** Leftovers can nest, but nothing sound nests this deep. */
    private static final int MAX_OPEN_PAGES = 64;

    /** A page that began but did not end yet; used again and again. */
    private final class OpenPage {
        private final NodePageReader node = new NodePageReader(new LeafRecorder(summaries), new BranchRecorder());
        private PageReader reader = node;
        private int page;
        private int lastPage;
    }

    private final long bytes;
    private final Supplier<? extends LeafSummary> summaries;
    private final long summaryRoom;
    private final List<String> metaProblems = new ArrayList<>();
    private final @Nullable OpenPage[] open = new OpenPage[MAX_OPEN_PAGES];
    private final RecordBuffer record = new RecordBuffer();
    private @Nullable PageRecords pages;
    private @Nullable Meta meta;
    private boolean started;
    private int openPages;
    private int nextPage;

    /**
     * @param bytes of the database
     * @param summaries makes what sums up leaf pages
     * @param summaryRoom bytes of memory that all summaries together may take
     */
    public PageScanner(long bytes, Supplier<? extends LeafSummary> summaries, long summaryRoom) {
        this.bytes = bytes;
        this.summaries = summaries;
        this.summaryRoom = summaryRoom;
    }

    /**
     * Takes the next part of the file.
     *
     * @param length a multiple of 64 KiB, except for the last part
     */
    public void accept(byte[] chunk, int length) {
        if (!started) {
            started = true;
            readMetas(chunk, length);
        }
        Meta meta = this.meta;
        PageRecords pages = this.pages;
        if (meta == null || pages == null) {
            return;
        }
        int pageSize = meta.pageSize();
        for (int at = 0; at + pageSize <= length && nextPage < pages.count(); at += pageSize) {
            readPage(chunk, at, meta, pages);
            nextPage++;
        }
    }

    /** Returns the meta page that rules; null if there was no valid one, or nothing was read. */
    public @Nullable Meta meta() {
        return meta;
    }

    /** Returns a check of the tree of pages, once all were read; null where there is no meta page to begin at. */
    public @Nullable TreeCheck treeCheck(ProblemSink problems) {
        return meta == null || pages == null ? null : new TreeCheck(meta, pages, problems);
    }

    /** Returns what is wrong with the meta pages, and with the file's size where it is too small for them. */
    public List<String> metaProblems() {
        return started ? metaProblems : List.of("the file is empty");
    }

    /** Returns how many pages of the file lie behind those that the database says it has. */
    public long surplusPages() {
        if (meta == null) {
            return 0;
        }
        long present = bytes / meta.pageSize();
        return Long.compareUnsigned(meta.pageCount(), present) < 0 ? present - meta.pageCount() : 0;
    }

    private void readMetas(byte[] chunk, int length) {
        ByteBuffer start = ByteBuffer.wrap(chunk, 0, length).order(ByteOrder.LITTLE_ENDIAN);
        Meta first = Meta.parse(start, 0);
        int pageSize = first == null ? USUAL_PAGE_BYTES : first.pageSize();
        Meta second = length < pageSize + Meta.BYTES ? null : Meta.parse(start.position(pageSize), 1);
        if (first == null) {
            metaProblems.add("meta page 0 is not valid");
        }
        if (second == null || second.pageSize() != pageSize) {
            metaProblems.add("meta page 1 is not valid");
            second = null;
        }
        meta = first == null || (second != null && second.txid() > first.txid()) ? second : first;
        if (meta != null) {
            checkSize(meta);
        }
    }

    private void checkSize(Meta meta) {
        long present = bytes / meta.pageSize();
        boolean shorter = Long.compareUnsigned(present, meta.pageCount()) < 0;
        if (bytes % meta.pageSize() != 0 || shorter) {
            metaProblems.add("the file has %,.2f pages, its meta page says %s"
                    .formatted((double) bytes / meta.pageSize(), Long.toUnsignedString(meta.pageCount())));
        }
        if (present > Integer.MAX_VALUE / 2) {
            metaProblems.add("the file has more pages than this program can check");
        } else {
            pages = new PageRecords((int) (shorter ? present : meta.pageCount()), summaryRoom);
        }
    }

    private void readPage(byte[] chunk, int at, Meta meta, PageRecords pages) {
        if (nextPage >= 2 && Page.number(chunk, at) == nextPage) {
            openPage(chunk, at, meta, pages);
        }
        feedOpenPages(chunk, at, meta.pageSize(), pages);
    }

    private void openPage(byte[] chunk, int at, Meta meta, PageRecords pages) {
        int flags = Page.flags(chunk, at);
        int count = Page.count(chunk, at);
        long length = 1 + Page.overflow(chunk, at);
        if (nextPage + length > pages.count() || openPages == MAX_OPEN_PAGES) {
            return;
        }
        OpenPage opened = open[openPages];
        if (opened == null) {
            opened = open[openPages] = new OpenPage();
        }
        if (flags == Page.LEAF || flags == Page.BRANCH) {
            long runBytes = length * meta.pageSize();
            opened.reader = opened.node.begin(flags == Page.LEAF, count, (int) length, runBytes, pages.count());
        } else if (flags == Page.FREELIST && nextPage == meta.freelist()) {
            opened.reader = new FreelistPageReader(count, (int) length, pages.count());
        } else {
            return;
        }
        opened.page = nextPage;
        opened.lastPage = nextPage + (int) length - 1;
        openPages++;
    }

    private void feedOpenPages(byte[] chunk, int at, int pageSize, PageRecords pages) {
        for (int i = openPages; i-- > 0; ) {
            OpenPage fed = Objects.requireNonNull(open[i]);
            fed.reader.feed(chunk, at, pageSize);
            if (fed.lastPage == nextPage) {
                fed.reader.writeRecord(record.clear());
                pages.put(fed.page, record);
                openPages--;
                open[i] = open[openPages];
                open[openPages] = fed;
            }
        }
    }
}
