package io.etcdsnapshot.stream;

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
 * Reads a stream once and hands every chunk to several consumers, each on a thread of its own, so that hashing,
 * proving and copying share one read and both processor cores. Memory is bounded: the slowest consumer sets the pace.
 */
public final class Fanout {
    /** Bytes per chunk; every chunk but the last is full, so a page of up to this size never straddles two of them. */
    public static final int CHUNK_BYTES = 256 * 1024;

    private static final int CHUNKS_IN_FLIGHT = 12;

    /** Takes the chunks of a stream in their order; the array is only valid during the call. */
    @FunctionalInterface
    public interface Consumer {
        void accept(byte[] chunk, int length) throws IOException;
    }

    private final List<Worker> workers = new ArrayList<>();
    private final BlockingQueue<Chunk> idle = new ArrayBlockingQueue<>(CHUNKS_IN_FLIGHT);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private Fanout(List<? extends Consumer> consumers) {
        for (Consumer consumer : consumers) {
            workers.add(new Worker(consumer));
        }
        for (int i = 0; i < CHUNKS_IN_FLIGHT; i++) {
            idle.add(new Chunk());
        }
    }

    /**
     * Reads {@code in} to its end.
     *
     * @return the number of bytes read
     * @throws IOException what reading or the first failing consumer threw; all have stopped by then
     */
    public static long run(InputStream in, List<? extends Consumer> consumers)
            throws IOException, InterruptedException {
        Fanout fanout = new Fanout(consumers);
        try {
            return fanout.pump(in);
        } catch (Throwable e) {
            fanout.failure.compareAndSet(null, e);
            throw e;
        } finally {
            fanout.stop();
        }
    }

    private long pump(InputStream in) throws IOException, InterruptedException {
        workers.forEach(Thread::start);
        long total = 0;
        while (failure.get() == null) {
            Chunk chunk = idle.take();
            chunk.length = in.readNBytes(chunk.bytes, 0, CHUNK_BYTES);
            if (chunk.length == 0) {
                break;
            }
            total += chunk.length;
            chunk.pending.set(workers.size());
            for (Worker worker : workers) {
                worker.queue.put(chunk);
            }
        }
        for (Worker worker : workers) {
            worker.queue.put(Chunk.END);
        }
        for (Worker worker : workers) {
            worker.join();
        }
        rethrow(failure.get());
        return total;
    }

    private static void rethrow(@Nullable Throwable failed) throws IOException {
        if (failed instanceof IOException e) {
            throw e;
        } else if (failed instanceof RuntimeException e) {
            throw e;
        } else if (failed instanceof Error e) {
            throw e;
        }
    }

    private void stop() {
        for (Worker worker : workers) {
            worker.interrupt();
        }
        boolean interrupted = Thread.interrupted();
        for (Worker worker : workers) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
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

    private final class Worker extends Thread {
        final BlockingQueue<Chunk> queue = new ArrayBlockingQueue<>(CHUNKS_IN_FLIGHT + 1);
        private final Consumer consumer;

        Worker(Consumer consumer) {
            super("fanout");
            setDaemon(true);
            this.consumer = consumer;
        }

        @Override
        public void run() {
            try {
                for (Chunk chunk = queue.take(); chunk != Chunk.END; chunk = queue.take()) {
                    if (failure.get() == null) {
                        feed(chunk);
                    }
                    release(chunk);
                }
            } catch (InterruptedException e) {
                // the reader gave up and stops all workers
            }
        }

        private void feed(Chunk chunk) {
            try {
                consumer.accept(chunk.bytes, chunk.length);
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            }
        }

        private void release(Chunk chunk) {
            if (chunk.pending.decrementAndGet() == 0) {
                idle.add(chunk);
            }
        }
    }
}
