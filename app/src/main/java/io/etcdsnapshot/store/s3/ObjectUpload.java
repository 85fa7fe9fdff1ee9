package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.store.s3.S3Objects.Stored;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One object on its way into a bucket, from a stream and without a temporary file: in one request if it is small, else in
 * parts of which several travel at once. Nobody sees it before {@link #complete}.
 */
final class ObjectUpload implements Closeable {
    private final S3Client client;
    private final String key;
    private final PartPlan plan;
    private final @Nullable Lock lock;
    private final boolean withMd5;
    private final int parallel;
    private final PartBuffers buffers;
    private @Nullable PartSender parts;
    private List<S3Uploads.Part> sent = List.of();
    private byte @Nullable [] filling;
    private int filled;
    private long taken;
    private boolean completed;
    private boolean ended;

    /**
     * @param size of the object in bytes, or at most that
     * @param lock null for the bucket's default
     * @param withMd5 whether the server demands MD5s
     */
    ObjectUpload(S3Client client, String key, long size, @Nullable Lock lock, boolean withMd5) {
        this.client = client;
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
                sendPart(buffer);
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

    private void sendPart(byte[] buffer) throws IOException {
        PartSender sender = parts;
        if (sender == null) {
            String id = client.uploads().create(key, lock);
            sender = new PartSender(client.uploads(), key, id, withMd5, buffers, parallel);
            parts = sender;
        }
        sender.send(new S3Request.Body(buffer, filled));
        filling = null;
    }

    /** Sends what is left and waits until the server has everything; an object of one request waits for its turn. */
    void finish(long size) throws IOException {
        if (taken != size) {
            throw new IOException("%s has %,d bytes instead of %,d".formatted(key, taken, size));
        }
        if (!plan.isSingle() && filling != null) {
            sendPart(filling);
        }
        if (parts != null) {
            sent = parts.finish();
            buffers.release();
        }
    }

    /** Shows the object; only after {@link #finish}. */
    Stored complete(Condition condition) throws IOException {
        Stored stored = parts == null
                ? client.objects().put(key, whole(), condition, lock, withMd5)
                : client.uploads().complete(key, parts.uploadId(), etags(), condition);
        completed = true;
        return stored;
    }

    private S3Request.Body whole() {
        return filling == null ? S3Request.Body.NONE : new S3Request.Body(filling, filled);
    }

    private List<String> etags() {
        return sent.stream().map(S3Uploads.Part::etag).toList();
    }

    /**
     * Returns the ETag that the object gets where ETags are MD5s, as they are without some encryptions; empty if they
     * are not. Only after {@link #finish}.
     */
    String expectedEtag() {
        return parts == null ? Digests.etag(whole().bytes(), whole().length()) : Digests.ofParts(etags());
    }

    /** Returns whether every part was sent once; only after {@link #finish}. */
    boolean isPlain() {
        return sent.stream().noneMatch(S3Uploads.Part::repeated);
    }

    /** Aborts the upload unless it was completed. */
    @Override
    public void close() throws IOException {
        filling = null;
        PartSender sender = parts;
        if (sender != null && !ended) {
            ended = true;
            sender.close();
            if (!completed) {
                client.uploads().abort(key, sender.uploadId());
            }
        }
    }
}
