package io.etcdsnapshot.sync;

import io.etcdsnapshot.stream.Fanout;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where a snapshot differs from an earlier one. etcd writes changed pages to new places and leaves the others where they
 * are, so two snapshots of one cluster share most pages at the same offsets.
 */
final class ChangedPages implements Fanout.Consumer {
    private static final int PAGE = 4096;

    /** A run of bytes that differ. */
    record Run(long position, long length) {}

    private final InputStream basis;
    private final byte[] old = new byte[Fanout.CHUNK_BYTES];
    private final List<Run> runs = new ArrayList<>();
    private long seen;
    private long runStart = -1;

    /** @param basis the earlier snapshot; read in step with the newer one */
    ChangedPages(InputStream basis) {
        this.basis = basis;
    }

    @Override
    public void accept(byte[] chunk, int length) throws IOException {
        int oldLength = basis.readNBytes(old, 0, length);
        for (int at = 0; at < length; at += PAGE) {
            int end = Math.min(at + PAGE, length);
            boolean same = end <= oldLength && Arrays.equals(chunk, at, end, old, at, end);
            if (same) {
                endRun(seen + at);
            } else if (runStart < 0) {
                runStart = seen + at;
            }
        }
        seen += length;
    }

    private void endRun(long end) {
        if (runStart >= 0) {
            runs.add(new Run(runStart, end - runStart));
            runStart = -1;
        }
    }

    /** In the order of their positions, once everything was seen. */
    List<Run> runs() {
        endRun(seen);
        return List.copyOf(runs);
    }
}
