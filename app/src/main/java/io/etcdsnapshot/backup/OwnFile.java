package io.etcdsnapshot.backup;

/** Names the files of this program that may lie beside the sets of a location, and are not part of any. */
public enum OwnFile {
    /** What earlier commands found there, a line each. */
    HISTORY(".etcd-snapshot-history.jsonl", "application/x-ndjson", 4 << 20),
    /** The state of the location, for a browser. */
    PAGE("etcd-snapshot.html", "text/html; charset=utf-8", 16 << 20);

    private final String fileName;
    private final String mediaType;
    private final int maxBytes;

    OwnFile(String fileName, String mediaType, int maxBytes) {
        this.fileName = fileName;
        this.mediaType = mediaType;
        this.maxBytes = maxBytes;
    }

    public String fileName() {
        return fileName;
    }

    /** Returns the type that object storage tells a browser. */
    public String mediaType() {
        return mediaType;
    }

    /** Returns how much of such a file is read at most. */
    public int maxBytes() {
        return maxBytes;
    }
}
