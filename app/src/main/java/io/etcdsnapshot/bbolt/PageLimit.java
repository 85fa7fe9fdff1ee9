package io.etcdsnapshot.bbolt;

/** Ends a walk that goes in circles: each page belongs to one place in one tree. */
final class PageLimit {
    private long left;

    PageLimit(Database database) {
        left = database.meta().pageCount();
    }

    void take(int depth) throws CorruptDatabase {
        if (depth > Page.MAX_DEPTH) {
            throw new CorruptDatabase("pages lie more than %d levels deep".formatted(Page.MAX_DEPTH));
        }
        if (left-- <= 0) {
            throw new CorruptDatabase("pages are used more than once");
        }
    }
}
