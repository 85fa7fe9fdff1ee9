package io.etcdsnapshot.bbolt;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Checks that every page is reached once or is free. */
final class PageUse {
    private final Meta meta;
    private final PageRecords pages;
    private final ProblemSink problems;
    private final BitSet reached = new BitSet();

    PageUse(Meta meta, PageRecords pages, ProblemSink problems) {
        this.meta = meta;
        this.pages = pages;
        this.problems = problems;
        reached.set(0, Math.min(2, pages.count()));
    }

    int reachedPages() {
        return reached.cardinality();
    }

    /** @return the record from its kind on, of a page that was not reached before; null, and a problem, if there is none */
    @Nullable
    RecordReader reach(long page, int depth) {
        if (page < 2 || page >= pages.count()) {
            problems.add("pages", "page %s is used, but lies outside the file".formatted(Long.toUnsignedString(page)));
            return null;
        }
        if (depth > Page.MAX_DEPTH) {
            problems.add("pages", "page %d lies more than %d levels deep".formatted(page, Page.MAX_DEPTH));
            return null;
        }
        RecordReader record = pages.get((int) page);
        if (record == null) {
            problems.add("pages", "page %d is used, but is not a branch or leaf page".formatted(page));
            return null;
        }
        int end = (int) (page + record.getVarint());
        for (int taken = (int) page; taken < end; taken++) {
            if (reached.get(taken)) {
                reached.set((int) page, end);
                problems.add("pages", "page %d is used twice".formatted(taken));
                return null;
            }
        }
        reached.set((int) page, end);
        return record;
    }

    /** @return the free pages, or all pages where the database keeps no freelist */
    BitSet readFreelist() {
        BitSet free = new BitSet();
        if (meta.freelist() == Meta.NO_FREELIST) {
            free.set(0, pages.count());
            return free;
        }
        RecordReader record = reach(meta.freelist(), 0);
        if (record == null || record.getByte() != Page.FREELIST) {
            problems.add("pages", "page %d: the freelist can't be read".formatted(meta.freelist()));
            return free;
        }
        for (int left = record.getInt(); left > 0; left--) {
            int id = record.getInt();
            if (free.get(id)) {
                problems.add("pages", "page %d is listed as free twice".formatted(id));
            }
            free.set(id);
        }
        return free;
    }

    void checkUnreached(BitSet free) {
        for (int page = reached.nextClearBit(0); page < pages.count(); page = reached.nextClearBit(page + 1)) {
            if (!free.get(page)) {
                problems.add("pages", "page %d is neither used nor free".formatted(page));
            }
        }
        if (meta.freelist() != Meta.NO_FREELIST) {
            free.and(reached);
            free.stream().limit(100).forEach(page -> problems.add("pages", "page %d is used and free".formatted(page)));
        }
    }
}
