package io.etcdsnapshot.bbolt;

/**
 * What the bytes of a database are used for; together they are the file.
 *
 * @param metaBytes the two meta pages and the freelist
 * @param branchBytes the branches of all trees
 * @param leafBytes the leaves of the bucket that was walked
 * @param contentBytes of these, the keys and values; the rest is headers, and room that is not filled
 * @param otherBytes the leaves of all other buckets, and of the root that holds the buckets
 * @param freeBytes pages that nothing uses
 * @param behindBytes what follows the database's last page, such as a snapshot's trailer
 */
public record Space(
        long metaBytes,
        long branchBytes,
        long leafBytes,
        long contentBytes,
        long otherBytes,
        long freeBytes,
        long behindBytes) {
    /** Returns the size of the file. */
    public long total() {
        return metaBytes + branchBytes + leafBytes + otherBytes + freeBytes + behindBytes;
    }
}
