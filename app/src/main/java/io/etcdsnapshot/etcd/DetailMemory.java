package io.etcdsnapshot.etcd;

/** Limits the memory that is spent on details of single entries; beyond it there are none. */
final class DetailMemory {
    private static final int SHARE_OF_HEAP = 4;

    private long left;

    DetailMemory(long bytes) {
        this.left = bytes;
    }

    /** Returns a quarter of what the virtual machine may take. */
    static DetailMemory shareOfHeap() {
        return new DetailMemory(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    long left() {
        return left;
    }

    boolean take(int bytes) {
        if (bytes > left) {
            return false;
        }
        left -= bytes;
        return true;
    }
}
