package io.etcdsnapshot.sync;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Tells which pages of a snapshot differ from an earlier one. etcd writes changed pages to new places and leaves the
 * others where they are, so two snapshots of one cluster share most pages at the same offsets.
 */
final class PageDelta implements Closeable {
    /** Bytes; the smallest page that etcd's database has. */
    static final int PAGE = 4096;

    private final InputStream earlier;
    private final boolean[] differs;
    private byte[] old = new byte[0];
    private long position;
    private boolean isEarlierReadable = true;

    /**
     * @param earlier may be shorter; where it can't be read, all differs
     * @param size of the snapshot in bytes
     * @param position at which comparing begins; the start of a page
     */
    PageDelta(InputStream earlier, long size, long position) {
        this.earlier = earlier;
        this.differs = new boolean[Math.toIntExact((size + PAGE - 1) / PAGE)];
        this.position = position;
        try {
            earlier.skipNBytes(position);
        } catch (IOException e) {
            isEarlierReadable = false;
        }
    }

    /** Compares what comes next in the snapshot; whole pages, but for the last. */
    void compare(byte[] bytes, int length) {
        int oldLength = readEarlier(length);
        for (int at = 0; at < length; at += PAGE) {
            int end = Math.min(at + PAGE, length);
            differs[(int) ((position + at) / PAGE)] = end > oldLength || !Arrays.equals(bytes, at, end, old, at, end);
        }
        position += length;
    }

    private int readEarlier(int length) {
        if (old.length < length) {
            old = new byte[length];
        }
        try {
            return isEarlierReadable ? earlier.readNBytes(old, 0, length) : 0;
        } catch (IOException e) {
            isEarlierReadable = false;
            return 0;
        }
    }

    /** Returns whether this page, of those compared so far, is another one in the earlier snapshot. */
    boolean differs(long page) {
        return differs[(int) page];
    }

    @Override
    public void close() throws IOException {
        earlier.close();
    }

    /**
     * Returns the share of pages that differ, judged by some of them.
     *
     * @param size of the snapshot in bytes
     */
    static double estimate(InputStream snapshot, long size, InputStream earlier) throws IOException {
        int samples = 128;
        long step = Math.max(1, size / PAGE / samples) * PAGE;
        byte[] page = new byte[PAGE];
        byte[] old = new byte[PAGE];
        int differing = 0;
        int seen = 0;
        for (long at = 0; at + PAGE <= size; at += step) {
            boolean same = snapshot.readNBytes(page, 0, PAGE) == PAGE
                    && earlier.readNBytes(old, 0, PAGE) == PAGE
                    && Arrays.equals(page, old);
            differing += same ? 0 : 1;
            seen++;
            snapshot.skip(step - PAGE);
            earlier.skip(step - PAGE);
        }
        return seen == 0 ? 1 : (double) differing / seen;
    }
}
