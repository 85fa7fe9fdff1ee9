package io.etcdsnapshot.bbolt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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

    /** Limits the memory for pages that are put together: several values of the size that etcd allows. */
    private static final long MAX_OPEN_BYTES =
            Math.max(8 << 20, Runtime.getRuntime().maxMemory() / 8);

    /** A page whose overflow goes on in the next part of the file; it is put together before it is read. */
    private static final class OpenPage {
        final int page;
        final int pages;
        final byte[] bytes;
        int filled;

        OpenPage(int page, int pages, int bytes) {
            this.page = page;
            this.pages = pages;
            this.bytes = new byte[bytes];
        }
    }

    private final long bytes;
    private final PageRecorder recorder;
    private final long summaryRoom;
    private final List<String> metaProblems = new ArrayList<>();
    private final List<OpenPage> open = new ArrayList<>();
    private final RecordBuffer record = new RecordBuffer();
    private @Nullable PageRecords pages;
    private @Nullable Meta meta;
    private boolean started;
    private long openBytes;
    private int nextPage;

    /**
     * @param bytes of the database
     * @param summary sums up leaf pages
     * @param summaryRoom bytes of memory that all summaries together may take
     */
    public PageScanner(long bytes, LeafSummary summary, long summaryRoom) {
        this.bytes = bytes;
        this.recorder = new PageRecorder(summary);
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
        int chunkPages = Math.min(length / pageSize, pages.count() - nextPage);
        continueOpenPages(chunk, chunkPages * pageSize, meta, pages);
        for (int i = 0; i < chunkPages; i++) {
            if (nextPage >= 2 && Page.number(chunk, i * pageSize) == nextPage) {
                readPage(chunk, i * pageSize, chunkPages - i, meta, pages);
            }
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

    /** @param pagesHere how many pages of the part begin here */
    private void readPage(byte[] chunk, int at, int pagesHere, Meta meta, PageRecords pages) {
        int flags = Page.flags(chunk, at);
        boolean isNode = flags == Page.LEAF || flags == Page.BRANCH;
        boolean isFreelist = flags == Page.FREELIST && nextPage == meta.freelist();
        long length = 1 + Page.overflow(chunk, at);
        if ((!isNode && !isFreelist) || nextPage + length > pages.count()) {
            return;
        }
        int pageSize = meta.pageSize();
        if (length <= pagesHere) {
            record(nextPage, (int) length, chunk, at, meta, pages);
        } else if (open.size() < MAX_OPEN_PAGES && openBytes + length * pageSize <= MAX_OPEN_BYTES) {
            OpenPage begun = new OpenPage(nextPage, (int) length, (int) length * pageSize);
            append(begun, chunk, at, pagesHere * pageSize);
            open.add(begun);
            openBytes += begun.bytes.length;
        } else {
            PageRecorder.recordBroken(record.clear(), (int) length, "it takes more memory than there is");
            pages.put(nextPage, record);
        }
    }

    private void record(int page, int length, byte[] bytes, int at, Meta meta, PageRecords pages) {
        int end = at + length * meta.pageSize();
        recorder.record(record.clear(), bytes, at, end, length, meta.pageSize(), pages.count());
        pages.put(page, record);
    }

    private void continueOpenPages(byte[] chunk, int length, Meta meta, PageRecords pages) {
        for (Iterator<OpenPage> each = open.iterator(); each.hasNext(); ) {
            OpenPage begun = each.next();
            append(begun, chunk, 0, length);
            if (begun.filled == begun.bytes.length) {
                record(begun.page, begun.pages, begun.bytes, 0, meta, pages);
                openBytes -= begun.bytes.length;
                each.remove();
            }
        }
    }

    private static void append(OpenPage begun, byte[] chunk, int at, int length) {
        int part = Math.min(length, begun.bytes.length - begun.filled);
        System.arraycopy(chunk, at, begun.bytes, begun.filled, part);
        begun.filled += part;
    }
}
