package io.etcdsnapshot.io;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream once and hands every chunk to several consumers, so that hashing, proving and copying share one read
 * and all processor cores. Memory is bounded: the slowest sets the pace. The others go on without one that fails.
 */
public final class Fanout {
    /** Bytes per chunk; every chunk but the last is full, so a page of up to this size never straddles two of them. */
    public static final int CHUNK_BYTES = 512 * 1024;

    private static final int CHUNKS_IN_FLIGHT = 6;
    private static final long ENDING_MILLIS = 2000;

    /** Takes the chunks of a stream in their order; the array is only valid during the call. */
    @FunctionalInterface
    public interface Consumer {
        void accept(byte[] chunk, int length) throws IOException;
    }

    /**
     * Reports how a run ended.
     *
     * @param bytes read
     * @param failures one per consumer, null where it took everything
     */
    public record Outcome(long bytes, List<@Nullable Throwable> failures) {
        /** @throws IOException the first failure, if there is one */
        public Outcome orThrow() throws IOException {
            for (Throwable failure : failures) {
                if (failure instanceof IOException e) {
                    throw e;
                } else if (failure instanceof RuntimeException e) {
                    throw e;
                } else if (failure instanceof Error e) {
                    throw e;
                } else if (failure != null) {
                    throw new IOException(failure);
                }
            }
            return this;
        }
    }

    private final List<Lane> lanes = new ArrayList<>();
    private final Lane inline;
    private final List<Lane> threads;
    private final BlockingQueue<Chunk> idle = new ArrayBlockingQueue<>(CHUNKS_IN_FLIGHT);

    private Fanout(List<? extends Consumer> consumers) {
        for (Consumer consumer : consumers) {
            lanes.add(new Lane(consumer));
        }
        for (int i = 0; i < CHUNKS_IN_FLIGHT; i++) {
            idle.add(new Chunk());
        }
        inline = lanes.get(lanes.size() - 1);
        threads = lanes.subList(0, lanes.size() - 1);
    }

    /**
     * Reads {@code in} to its end, or until no consumer is left. The last works on the reading thread, the others on
     * threads of their own: on two cores, reading and scanning then leave one core to hashing.
     *
     * @param consumers at least one
     * @throws IOException if reading failed; what consumers threw is in the outcome
     */
    public static Outcome run(InputStream in, List<? extends Consumer> consumers)
            throws IOException, InterruptedException {
        Fanout fanout = new Fanout(consumers);
        try {
            return fanout.pump(in);
        } finally {
            fanout.end();
        }
    }

    /** Nobody may still be writing when the caller clears up; only one that hangs is not waited for. */
    private void end() {
        for (Lane lane : lanes) {
            lane.interrupt();
        }
        boolean interrupted = Thread.interrupted();
        for (Lane lane : lanes) {
            try {
                lane.join(ENDING_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        // A thread that ended may be known to the virtual machine for a while, and with it all that it refers to.
        idle.clear();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Outcome pump(InputStream in) throws IOException, InterruptedException {
        for (Lane lane : threads) {
            lane.start();
        }
        long total = 0;
        while (!working(lanes).isEmpty()) {
            Chunk chunk = idle.take();
            chunk.length = in.readNBytes(chunk.bytes, 0, CHUNK_BYTES);
            if (chunk.length == 0) {
                break;
            }
            total += chunk.length;
            List<Lane> takers = working(threads);
            chunk.pending.set(takers.size() + 1);
            for (Lane lane : takers) {
                lane.queue.put(chunk);
            }
            inline.feed(chunk);
        }
        for (Lane lane : threads) {
            lane.queue.put(Chunk.END);
        }
        for (Lane lane : threads) {
            lane.join();
        }
        List<@Nullable Throwable> failures = new ArrayList<>();
        for (Lane lane : lanes) {
            failures.add(lane.failure.get());
        }
        return new Outcome(total, failures);
    }

    private static List<Lane> working(List<Lane> lanes) {
        List<Lane> working = new ArrayList<>();
        for (Lane lane : lanes) {
            if (lane.isWorking()) {
                working.add(lane);
            }
        }
        return working;
    }

    private static final class Chunk {
        static final Chunk END = new Chunk(new byte[0]);

        final byte[] bytes;
        final AtomicInteger pending = new AtomicInteger();
        int length;

        Chunk() {
            this(new byte[CHUNK_BYTES]);
        }

        private Chunk(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    /** One consumer and its thread, which is not started if the consumer works on the reading thread. */
    private final class Lane extends Thread {
        final BlockingQueue<Chunk> queue = new ArrayBlockingQueue<>(2 * CHUNKS_IN_FLIGHT);
        final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private final Consumer consumer;

        Lane(Consumer consumer) {
            super("fanout");
            setDaemon(true);
            this.consumer = consumer;
        }

        @Override
        public void run() {
            try {
                for (Chunk chunk = queue.take(); chunk != Chunk.END; chunk = queue.take()) {
                    feed(chunk);
                }
            } catch (InterruptedException e) {
                failure.compareAndSet(null, e);
            }
        }

        /** After a failure chunks are only given back. */
        void feed(Chunk chunk) {
            try {
                if (isWorking()) {
                    consumer.accept(chunk.bytes, chunk.length);
                }
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            }
            release(chunk);
        }

        private void release(Chunk chunk) {
            if (chunk.pending.decrementAndGet() == 0) {
                idle.offer(chunk);
            }
        }

        boolean isWorking() {
            return failure.get() == null;
        }
    }
}
