package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.io.BlockInput;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.io.Throttle;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The body of an answer as a stream that fails when nothing comes for a while; the HTTP client's own waits for ever. */
final class TimedBody extends BlockInput implements BodySubscriber<InputStream> {
    private static final int AHEAD = 4;

    private record Event(List<ByteBuffer> buffers, @Nullable Throwable failure, boolean last) {}

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private final Duration stall;
    private final Throttle limit;
    private final Progress progress;
    private List<ByteBuffer> current = List.of();
    private boolean ended;

    /**
     * @param limit what comes shares it
     * @param progress is notified of all bytes that arrive
     */
    TimedBody(Duration stall, Throttle limit, Progress progress) {
        this.stall = stall;
        this.limit = limit;
        this.progress = progress;
    }

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription.complete(given);
        given.request(AHEAD);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        events.add(new Event(buffers, null, false));
    }

    @Override
    public void onError(Throwable failure) {
        events.add(new Event(List.of(), failure, true));
    }

    @Override
    public void onComplete() {
        events.add(new Event(List.of(), null, true));
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        ByteBuffer buffer = next();
        if (buffer == null) {
            return -1;
        }
        int count = Math.min(length, buffer.remaining());
        buffer.get(bytes, offset, count);
        return count;
    }

    /** Returns a buffer with bytes in it; null at the end. */
    private @Nullable ByteBuffer next() throws IOException {
        while (true) {
            for (ByteBuffer buffer : current) {
                if (buffer.hasRemaining()) {
                    return buffer;
                }
            }
            if (ended) {
                return null;
            }
            take();
        }
    }

    /** Waits as long as the limit wants for what came; meanwhile nothing more is asked for. */
    private void pace() {
        progress.moved();
        int left = current.stream().mapToInt(ByteBuffer::remaining).sum();
        while (left > 0) {
            left -= limit.await(left);
            progress.moved();
        }
    }

    private void take() throws IOException {
        Event event;
        try {
            event = events.poll(stall.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new IOException("interrupted", e);
        }
        if (event == null) {
            close();
            throw new HttpTimeoutException("nothing received for %d s".formatted(stall.toSeconds()));
        }
        if (event.failure() != null) {
            throw event.failure() instanceof IOException io
                    ? new IOException(io.getMessage(), io)
                    : new IOException(event.failure());
        }
        current = event.buffers();
        pace();
        ended = event.last();
        if (!ended) {
            subscription.join().request(1);
        }
    }

    @Override
    public void close() {
        ended = true;
        current = List.of();
        var unused = subscription.thenAccept(Flow.Subscription::cancel);
    }
}
