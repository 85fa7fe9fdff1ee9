package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.store.s3.S3Objects.Stored;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * One object on its way into a bucket, from a stream and without a temporary file: in one request if it is small, else in
 * parts of which several travel at once. Nobody sees it before {@link #complete}.
 */
final class ObjectUpload implements Closeable {
    private final S3Objects objects;
    private final S3Uploads uploads;
    private final String key;
    private final PartPlan plan;
    private final @Nullable Lock lock;
    private final boolean withMd5;
    private final PartBuffers buffers;
    private final int parallel;
    private final List<CompletableFuture<S3Uploads.Part>> parts = new ArrayList<>();
    private @Nullable ExecutorService senders;
    private @Nullable String uploadId;
    private byte @Nullable [] filling;
    private int filled;
    private long taken;
    private boolean completed;

    /**
     * @param size of the object in bytes
     * @param lock null for the bucket's default
     * @param withMd5 whether the server demands MD5s
     */
    ObjectUpload(S3Client client, String key, long size, @Nullable Lock lock, boolean withMd5) {
        this.objects = client.objects();
        this.uploads = client.uploads();
        this.key = key;
        this.plan = PartPlan.of(size);
        this.lock = lock;
        this.withMd5 = withMd5;
        this.parallel =
                PartBuffers.parallel(plan.partBytes(), Runtime.getRuntime().maxMemory());
        this.buffers = new PartBuffers(plan.bufferBytes(), parallel);
    }

    String key() {
        return key;
    }

    long size() {
        return plan.size();
    }

    /** @throws IOException if a part that was sent before has failed */
    void write(byte[] bytes, int offset, int length) throws IOException {
        if (taken + length > plan.size()) {
            throw new IOException("%s has more than the %,d bytes it should have".formatted(key, plan.size()));
        }
        taken += length;
        int done = 0;
        while (done < length) {
            byte[] buffer = buffer();
            int count = Math.min(length - done, buffer.length - filled);
            System.arraycopy(bytes, offset + done, buffer, filled, count);
            filled += count;
            done += count;
            if (filled == buffer.length && !plan.isSingle()) {
                sendPart();
            }
        }
    }

    private byte[] buffer() throws IOException {
        byte[] buffer = filling;
        if (buffer == null) {
            try {
                buffer = buffers.take();
            } catch (InterruptedException e) {
                throw S3Transport.interrupted(e);
            }
            filling = buffer;
            filled = 0;
        }
        return buffer;
    }

    private void sendPart() throws IOException {
        throwIfFailed();
        byte[] buffer = buffer();
        S3Request.Body body = new S3Request.Body(buffer, filled);
        filling = null;
        String id = uploadId;
        if (id == null) {
            id = uploads.create(key, lock);
            uploadId = id;
            senders = Executors.newFixedThreadPool(parallel, ObjectUpload::daemon);
        }
        String upload = id;
        int number = parts.size() + 1;
        parts.add(CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return uploads.putPart(key, upload, number, body, withMd5);
                    } catch (S3Exception e) {
                        throw new CompletionException(e);
                    } finally {
                        buffers.giveBack(buffer);
                    }
                },
                Objects.requireNonNull(senders)));
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "s3-part");
        thread.setDaemon(true);
        return thread;
    }

    private void throwIfFailed() throws IOException {
        for (CompletableFuture<S3Uploads.Part> part : parts) {
            if (part.isCompletedExceptionally()) {
                await(part);
            }
        }
    }

    /** Sends what is left and waits until the server has everything. */
    void finish() throws IOException {
        if (taken != plan.size()) {
            throw new IOException("%s has %,d bytes instead of %,d".formatted(key, taken, plan.size()));
        }
        if (!plan.isSingle() && filling != null) {
            sendPart();
        }
        for (CompletableFuture<S3Uploads.Part> part : parts) {
            await(part);
        }
    }

    private static S3Uploads.Part await(CompletableFuture<S3Uploads.Part> part) throws IOException {
        try {
            return part.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof S3Exception failure ? failure : new IOException(e.getCause());
        }
    }

    /** Shows the object; only after {@link #finish}. */
    Stored complete(Condition condition) throws IOException {
        Stored stored;
        if (plan.isSingle()) {
            byte[] content = filling == null ? new byte[0] : filling;
            stored = objects.put(key, new S3Request.Body(content, filled), condition, lock, withMd5);
        } else {
            stored = uploads.complete(key, Objects.requireNonNull(uploadId), etags(), condition);
        }
        completed = true;
        return stored;
    }

    /**
     * Returns the ETag that the object has where ETags are MD5s, as they are without some encryptions; empty if they
     * are not. Only after {@link #finish}.
     */
    String expectedEtag() throws IOException {
        if (plan.isSingle()) {
            byte[] content = filling == null ? new byte[0] : filling;
            return Digests.etag(content, filled);
        }
        return Digests.ofParts(etags());
    }

    private List<String> etags() throws IOException {
        List<String> etags = new ArrayList<>();
        for (CompletableFuture<S3Uploads.Part> part : parts) {
            etags.add(await(part).etag());
        }
        return etags;
    }

    /** Returns whether every part was sent once; only after {@link #finish}. */
    boolean isPlain() throws IOException {
        for (CompletableFuture<S3Uploads.Part> part : parts) {
            if (await(part).repeated()) {
                return false;
            }
        }
        return true;
    }

    /** Aborts the upload unless it was completed. */
    @Override
    public void close() throws IOException {
        ExecutorService pool = senders;
        if (pool != null) {
            pool.shutdownNow();
        }
        filling = null;
        String id = uploadId;
        uploadId = null;
        if (!completed && id != null) {
            uploads.abort(key, id);
        }
    }
}
