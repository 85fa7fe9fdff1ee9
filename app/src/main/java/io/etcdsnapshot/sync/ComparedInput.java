package io.etcdsnapshot.sync;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A snapshot read in step with an earlier one, and which of its pages differ. etcd writes changed pages to new places and
 * leaves the others where they are, so two snapshots of one cluster share most pages at the same offsets.
 */
final class ComparedInput extends InputStream {
    /** Bytes; the smallest page that etcd's database has. */
    static final int PAGE = 4096;

    private final InputStream in;
    private final InputStream earlier;
    private final boolean[] differs;
    private byte[] old = new byte[0];
    private long position;
    private boolean earlierReadable = true;

    /**
     * @param size of the snapshot in bytes; what comes behind it is read, and not compared
     * @param earlier may be shorter; where it can't be read, all differs
     */
    ComparedInput(InputStream in, long size, InputStream earlier) {
        this.in = in;
        this.earlier = earlier;
        this.differs = new boolean[Math.toIntExact((size + PAGE - 1) / PAGE)];
    }

    /**
     * Whether this page, of those read so far, is another one in the earlier snapshot. Threads that were given what was
     * read may ask for it.
     */
    boolean differs(long page) {
        return page >= differs.length || differs[(int) page];
    }

    /** Has to begin at a page. */
    @Override
    public int readNBytes(byte[] bytes, int offset, int length) throws IOException {
        int read = in.readNBytes(bytes, offset, length);
        int oldRead = readEarlier(read);
        for (int at = 0; at < read; at += PAGE) {
            int end = Math.min(at + PAGE, read);
            long page = (position + at) / PAGE;
            if (page < differs.length) {
                differs[(int) page] = end > oldRead || !Arrays.equals(bytes, offset + at, offset + end, old, at, end);
            }
        }
        position += read;
        return read;
    }

    private int readEarlier(int length) {
        if (old.length < length) {
            old = new byte[length];
        }
        try {
            return earlierReadable ? earlier.readNBytes(old, 0, length) : 0;
        } catch (IOException e) {
            earlierReadable = false;
            return 0;
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = readNBytes(bytes, offset, length);
        return read == 0 && length > 0 ? -1 : read;
    }

    @Override
    public int read() throws IOException {
        throw new UnsupportedOperationException("is read page by page");
    }

    @Override
    public void close() throws IOException {
        try (earlier) {
            in.close();
        }
    }

    /**
     * The share of pages that differ, judged by some of them.
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
