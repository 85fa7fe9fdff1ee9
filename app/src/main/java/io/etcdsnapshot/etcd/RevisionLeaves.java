package io.etcdsnapshot.etcd;

import io.etcdsnapshot.bbolt.LeafRecord;
import io.etcdsnapshot.bbolt.TreeCheck;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The leaves of bucket {@code key} in order, and what they add up to. */
final class RevisionLeaves {
    private final TreeCheck tree;
    private final Problems problems;
    private final BitSet labels = new BitSet();
    private int[] pages = new int[16];
    private int count;
    private @Nullable LeafRecord inline;
    private long entries;
    private long creations;
    private long deletions;
    private @Nullable LeafRecord last;
    private boolean sound = true;
    private boolean detailed = true;

    RevisionLeaves(TreeCheck tree, Problems problems) {
        this.tree = tree;
        this.problems = problems;
    }

    void add(LeafRecord leaf, EntryTotals totals) {
        if (leaf.count() == 0) {
            return;
        }
        if (!totals.revisions() || totals.badEntry() >= 0) {
            sound = false;
            problems.add(
                    "keys",
                    "page %d: entry %d of bucket key is not a revision"
                            .formatted(leaf.page(), Math.max(0, totals.badEntry())));
            return;
        }
        entries += leaf.count();
        creations += totals.firstPuts();
        deletions += totals.tombstones();
        last = leaf;
        detailed &= totals.hasDetails();
        labels.or(totals.labels());
        if (leaf.page() < 0) {
            inline = leaf;
            count = 1;
            return;
        }
        if (count == pages.length) {
            pages = Arrays.copyOf(pages, count + count / 2);
        }
        pages[count++] = (int) leaf.page();
    }

    int count() {
        return count;
    }

    LeafRecord get(int index) {
        return inline != null ? inline : tree.leaf(pages[index]);
    }

    /** How many entries there are. */
    long entries() {
        return entries;
    }

    /** The highest main revision, or 0. */
    long lastMain() {
        return last == null ? 0 : Revision.mainOf(last.last().copy(), 0);
    }

    /** How many keys were created, less those that were deleted. */
    long created() {
        return creations - deletions;
    }

    /** Whether all entries are revisions of keys. */
    boolean areSound() {
        return sound;
    }

    /** Whether memory sufficed for details of every entry. */
    boolean areDetailed() {
        return detailed;
    }

    /** Labels of any entry, live or not. */
    BitSet labels() {
        return labels;
    }
}
