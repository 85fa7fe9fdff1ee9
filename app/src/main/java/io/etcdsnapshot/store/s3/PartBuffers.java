package io.etcdsnapshot.store.s3;

import java.util.ArrayDeque;
import java.util.Deque;

/** The buffers of one upload: as many as may be on their way at once and one that is filled meanwhile. */
final class PartBuffers {
    private static final int MAX_PARALLEL = 3;
    /** The share of the heap that the parts on their way may take. */
    private static final int HEAP_SHARE = 4;

    private final Deque<byte[]> free = new ArrayDeque<>();
    private final int bytes;
    private int left;

    PartBuffers(int bytes, int parallel) {
        this.bytes = bytes;
        this.left = parallel + 1;
    }

    /** Returns how many parts of this size can be on their way at once in this much memory. */
    static int parallel(int partBytes, long heapBytes) {
        return (int) Math.max(1, Math.min(MAX_PARALLEL, heapBytes / HEAP_SHARE / partBytes));
    }

    /** Waits until one is free. */
    synchronized byte[] take() throws InterruptedException {
        while (free.isEmpty() && left == 0) {
            wait();
        }
        byte[] known = free.poll();
        if (known != null) {
            return known;
        }
        left--;
        return new byte[bytes];
    }

    synchronized void giveBack(byte[] buffer) {
        free.push(buffer);
        notifyAll();
    }
}
