package io.etcdsnapshot.etcd;

import io.etcdsnapshot.stream.Fanout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pages of a bbolt database in the order they lie in the file and fills a {@link PageTable}.
 *
 * <p>Which pages are in use only the tree knows, and etcd keeps no freelist, so each physical page that names itself
 * rightly is read as if it were in use, even inside the overflow of another: that one may be a leftover whose space was
 * partly given away again.
 */
final class PageScanner implements Fanout.Consumer {
    private static final int USUAL_PAGE_BYTES = 4096;
    /** Leftovers can nest, but nothing sound nests this deep. */
    private static final int MAX_OPEN_RUNS = 64;

    /** A run that began but did not end yet; used again and again. */
    private static final class OpenRun {
        private final NodeRun node = new NodeRun();
        private PageRun run = node;
        private int page;
        private int lastPage;
    }

    private final long bytes;
    private final List<String> metaProblems = new ArrayList<>();
    private final OpenRun[] open = new OpenRun[MAX_OPEN_RUNS];
    private final RecordBuffer record = new RecordBuffer();
    private @Nullable PageTable pages;
    private @Nullable Meta meta;
    private boolean started;
    private int openRuns;
    private int nextPage;

    /** @param bytes of the database, without the trailer */
    PageScanner(long bytes) {
        this.bytes = bytes;
    }

    @Override
    public void accept(byte[] chunk, int length) {
        if (!started) {
            started = true;
            readMetas(chunk, length);
        }
        Meta meta = this.meta;
        PageTable pages = this.pages;
        if (meta == null || pages == null) {
            return;
        }
        int pageSize = meta.pageSize();
        for (int at = 0; at + pageSize <= length && nextPage < pages.count(); at += pageSize) {
            readPage(chunk, at, meta, pages);
            nextPage++;
        }
    }

    /** Null if there was no valid meta page, or nothing was read. */
    @Nullable
    Meta meta() {
        return meta;
    }

    @Nullable
    PageTable pages() {
        return pages;
    }

    List<String> metaProblems() {
        return started ? metaProblems : List.of("the file is empty");
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
        if (bytes % meta.pageSize() != 0 || present != meta.pageCount()) {
            metaProblems.add("the file has %,.2f pages, its meta page says %s"
                    .formatted((double) bytes / meta.pageSize(), Long.toUnsignedString(meta.pageCount())));
        }
        if (present > Integer.MAX_VALUE / 2) {
            metaProblems.add("the file has more pages than this program can check");
        } else {
            boolean longer = Long.compareUnsigned(meta.pageCount(), present) < 0;
            pages = new PageTable((int) (longer ? meta.pageCount() : present));
        }
    }

    private void readPage(byte[] chunk, int at, Meta meta, PageTable pages) {
        if (nextPage >= 2 && LittleEndian.getLong(chunk, at) == nextPage) {
            openRun(chunk, at, meta, pages);
        }
        feedOpenRuns(chunk, at, meta.pageSize(), pages);
    }

    private void openRun(byte[] chunk, int at, Meta meta, PageTable pages) {
        int flags = LittleEndian.getChar(chunk, at + 8);
        int count = LittleEndian.getChar(chunk, at + 10);
        long length = 1 + LittleEndian.getUnsignedInt(chunk, at + 12);
        if (nextPage + length > pages.count() || openRuns == MAX_OPEN_RUNS) {
            return;
        }
        OpenRun opened = open[openRuns];
        if (opened == null) {
            opened = open[openRuns] = new OpenRun();
        }
        if (flags == PageRun.LEAF || flags == PageRun.BRANCH) {
            long runBytes = length * meta.pageSize();
            opened.run = opened.node.begin(flags == PageRun.LEAF, count, (int) length, runBytes, pages.count());
        } else if (flags == PageRun.FREELIST && nextPage == meta.freelist()) {
            opened.run = new FreelistRun(count, (int) length, pages.count());
        } else {
            return;
        }
        opened.page = nextPage;
        opened.lastPage = nextPage + (int) length - 1;
        openRuns++;
    }

    private void feedOpenRuns(byte[] chunk, int at, int pageSize, PageTable pages) {
        for (int i = openRuns; i-- > 0; ) {
            OpenRun fed = open[i];
            fed.run.feed(chunk, at, pageSize);
            if (fed.lastPage == nextPage) {
                fed.run.writeRecord(record.clear());
                pages.put(fed.page, record);
                openRuns--;
                open[i] = open[openRuns];
                open[openRuns] = fed;
            }
        }
    }
}
