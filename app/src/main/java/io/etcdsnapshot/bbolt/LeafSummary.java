package io.etcdsnapshot.bbolt;

/**
 * Sums up leaf pages while they are read, for whoever knows what their elements mean. What it writes is kept with the
 * page, and handed out again when the tree is walked in key order. One instance is used for page after page.
 */
@FunctionalInterface
public interface LeafSummary {
    /**
     * Sums up a page that is sound by itself; its elements lie one behind the other, the value of each behind its key.
     *
     * @param leaf valid during the call
     */
    void write(NodePage leaf, RecordBuffer record);
}
