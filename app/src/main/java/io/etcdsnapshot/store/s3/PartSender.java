package io.etcdsnapshot.store.s3;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Sends the parts of one object, several at once, and remembers what the server said of each. */
final class PartSender {
    private static final int CLOSING_SECONDS = 5;

    private final S3Uploads uploads;
    private final String key;
    private final String uploadId;
    private final boolean withMd5;
    private final PartBuffers buffers;
    private final ExecutorService threads;
    private final List<CompletableFuture<S3Uploads.Part>> parts = new ArrayList<>();

    /**
     * @param buffers that get back what was sent
     * @param parallel how many parts travel at once
     */
    PartSender(S3Uploads uploads, String key, String uploadId, boolean withMd5, PartBuffers buffers, int parallel) {
        this.uploads = uploads;
        this.key = key;
        this.uploadId = uploadId;
        this.withMd5 = withMd5;
        this.buffers = buffers;
        this.threads = Executors.newFixedThreadPool(parallel, PartSender::daemon);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "s3-part");
        thread.setDaemon(true);
        return thread;
    }

    String uploadId() {
        return uploadId;
    }

    /** @throws IOException if a part that was sent before has failed */
    void send(S3Request.Body body) throws IOException {
        for (CompletableFuture<S3Uploads.Part> part : parts) {
            if (part.isCompletedExceptionally()) {
                await(part);
            }
        }
        int number = parts.size() + 1;
        parts.add(CompletableFuture.supplyAsync(() -> sendOne(number, body), threads));
    }

    private S3Uploads.Part sendOne(int number, S3Request.Body body) {
        try {
            return uploads.putPart(key, uploadId, number, body, withMd5);
        } catch (S3Exception e) {
            throw new CompletionException(e);
        } finally {
            buffers.giveBack(body.bytes());
        }
    }

    /** Waits until the server has all parts, and returns them in order. */
    List<S3Uploads.Part> finish() throws IOException {
        List<S3Uploads.Part> all = new ArrayList<>();
        for (CompletableFuture<S3Uploads.Part> part : parts) {
            all.add(await(part));
        }
        return all;
    }

    private static S3Uploads.Part await(CompletableFuture<S3Uploads.Part> part) throws IOException {
        try {
            return part.get();
        } catch (InterruptedException e) {
            throw S3Transport.interrupted(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof S3Exception failure ? failure : new IOException(e.getCause());
        }
    }

    /** Ends what is on its way. */
    void close() {
        threads.shutdownNow();
        try {
            // A part that arrives after its upload was aborted can stay for ever.
            threads.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
