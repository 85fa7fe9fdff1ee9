package io.etcdsnapshot.kubernetes.usage;

/** Adds up what the versions of some keys take. */
public final class Tally {
    private long keys;
    private long bytes;
    private long oldVersions;
    private long oldBytes;

    void add(long entryBytes, boolean live) {
        if (live) {
            keys++;
            bytes += entryBytes;
        } else {
            oldVersions++;
            oldBytes += entryBytes;
        }
    }

    /** Returns how many keys are live. */
    public long keys() {
        return keys;
    }

    /** Returns what their newest versions take. */
    public long bytes() {
        return bytes;
    }

    /** Returns how many versions were replaced or deleted; deletions themselves are among them. */
    public long oldVersions() {
        return oldVersions;
    }

    /** Returns what these take. */
    public long oldBytes() {
        return oldBytes;
    }

    /** Returns what all of it takes. */
    public long allBytes() {
        return bytes + oldBytes;
    }
}
