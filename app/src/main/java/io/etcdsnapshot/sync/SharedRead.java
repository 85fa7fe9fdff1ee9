package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.Fanout;
import io.etcdsnapshot.io.Progress;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One read of a file of the source for several destinations at once. Memory is bounded, so the slowest sets the pace; one
 * that makes the others wait for long is left behind, and goes on with a read of its own.
 */
final class SharedRead {
    private static final int CHUNKS_AHEAD = 5;
    private static final long LOOK_MILLIS = 100;

    /** On a long way, others wait for the slowest for this part of the time. */
    private static final int TOLERATED_PART = 5;

    /** A part of the file. */
    static final class Chunk {
        private static final Chunk END = new Chunk(new byte[0]);

        final byte[] bytes;
        int length;
        private final AtomicInteger pending = new AtomicInteger();

        private Chunk(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    private final Source source;
    private final BackupSet set;
    private final String file;
    private final long size;
    private final long position;
    private final long tolerated;
    private final List<Reader> readers = new ArrayList<>();
    private final Map<BackupSet, PageDelta> deltas = new HashMap<>();
    private final BlockingQueue<Chunk> idle = new LinkedBlockingQueue<>();
    private long start;
    private long waited;
    private volatile @Nullable Failure failure;

    /**
     * @param position at which to begin, in bytes; the start of a page
     * @param tolerated how long the others wait for the slowest at least
     */
    SharedRead(Source source, BackupSet set, String file, long size, long position, Duration tolerated) {
        this.source = source;
        this.set = set;
        this.file = file;
        this.size = size;
        this.position = position;
        this.tolerated = tolerated.toNanos();
    }

    /** Takes part from the beginning; only before {@link #begin}. */
    Reader join(@Nullable BackupSet basis) {
        Reader reader = new Reader(basis);
        readers.add(reader);
        return reader;
    }

    void begin() {
        for (int i = 0; i < readers.size() + CHUNKS_AHEAD; i++) {
            idle.add(new Chunk(new byte[Fanout.CHUNK_BYTES]));
        }
        source.submit(this::run);
    }

    private void run() {
        start = System.nanoTime();
        try (InputStream in = source.store().open(set, file)) {
            openEarlier();
            in.skipNBytes(position);
            for (long left = size - position; left > 0 && !active().isEmpty(); ) {
                Chunk chunk = nextIdle();
                chunk.length = in.readNBytes(chunk.bytes, 0, (int) Math.min(chunk.bytes.length, left));
                if (chunk.length == 0) {
                    throw Failure.notWhole("%s is shorter than its manifest says".formatted(file));
                }
                left -= chunk.length;
                deltas.values().forEach(delta -> delta.compare(chunk.bytes, chunk.length));
                handOut(chunk);
            }
            if (!active().isEmpty() && in.read() >= 0) {
                throw Failure.notWhole("%s is longer than its manifest says".formatted(file));
            }
        } catch (IOException | RuntimeException | InterruptedException e) {
            failure = Failure.of(e);
        } finally {
            closeEarlier();
            readers.forEach(reader -> reader.queue.add(Chunk.END));
        }
    }

    /** Opens the earlier snapshot; where it can't be read, every page counts as changed. */
    private void openEarlier() {
        for (Reader reader : readers) {
            BackupSet basis = reader.basis;
            if (basis != null && !deltas.containsKey(basis)) {
                InputStream earlier;
                try {
                    earlier = source.openSnapshot(basis);
                } catch (IOException e) {
                    earlier = InputStream.nullInputStream();
                }
                deltas.put(basis, new PageDelta(earlier, size, position));
            }
        }
    }

    private void closeEarlier() {
        for (PageDelta delta : deltas.values()) {
            try {
                delta.close();
            } catch (IOException e) {
                // nothing was written to it
            }
        }
    }

    private List<Reader> active() {
        return readers.stream().filter(reader -> !reader.left).toList();
    }

    private void handOut(Chunk chunk) {
        List<Reader> takers = active();
        chunk.pending.set(takers.size());
        takers.forEach(reader -> reader.take(chunk));
    }

    private Chunk nextIdle() throws InterruptedException {
        while (true) {
            long before = System.nanoTime();
            Chunk chunk = idle.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            List<Reader> active = active();
            List<Reader> behind =
                    active.stream().filter(reader -> !reader.queue.isEmpty()).toList();
            if (behind.size() < active.size()) {
                long now = System.nanoTime();
                waited += now - before;
                if (waited > Math.max(tolerated, (now - start) / TOLERATED_PART)) {
                    behind.forEach(Reader::leave);
                }
            }
            if (chunk != null) {
                return chunk;
            }
        }
    }

    /** One destination's view; for the destination's own thread. */
    final class Reader implements Closeable {
        private final BlockingQueue<Chunk> queue = new LinkedBlockingQueue<>();
        private final @Nullable BackupSet basis;
        private @Nullable Chunk current;
        private volatile boolean left;

        private Reader(@Nullable BackupSet basis) {
            this.basis = basis;
        }

        /**
         * Returns the next part, whose bytes stay as they are until the one after it is asked for; null at the end, and
         * where this reader was left behind.
         */
        @Nullable
        Chunk next(Progress destination) throws SourceFailure, InterruptedException {
            releaseCurrent();
            long since = System.nanoTime();
            while (!left) {
                Chunk chunk = queue.poll(1, TimeUnit.SECONDS);
                if (chunk == Chunk.END) {
                    Failure why = failure;
                    if (why != null) {
                        throw new SourceFailure(why);
                    }
                    return null;
                }
                if (chunk != null) {
                    current = chunk;
                    return chunk;
                }
                source.requireProgress(since);
                destination.moved();
            }
            return null;
        }

        /** Returns what differs from the basis this reader joined with; null if there is none. */
        @Nullable
        PageDelta delta() {
            return basis == null ? null : deltas.get(basis);
        }

        private void releaseCurrent() {
            Chunk last = current;
            current = null;
            if (last != null) {
                release(last);
            }
        }

        private void release(Chunk chunk) {
            if (chunk != Chunk.END && chunk.pending.decrementAndGet() == 0) {
                idle.add(chunk);
            }
        }

        private void take(Chunk chunk) {
            queue.add(chunk);
            if (left) {
                leave();
            }
        }

        /** Gives back what is queued for this reader. */
        private void leave() {
            left = true;
            for (Chunk chunk = queue.poll(); chunk != null; chunk = queue.poll()) {
                release(chunk);
            }
        }

        @Override
        public void close() {
            leave();
            releaseCurrent();
        }
    }
}
