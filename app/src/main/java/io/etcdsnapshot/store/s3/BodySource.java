package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.io.Throttle;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/**
 * Hands the bytes of a request to the HTTP client without a copy of them, and notes that they move on.
 *
 * @param limit what is handed out shares it
 * @param moved is run for each piece that the client takes
 */
record BodySource(S3Request.Body body, Throttle limit, Runnable moved) implements BodyPublisher {
    private static final int PIECE_BYTES = 64 * 1024;

    @Override
    public long contentLength() {
        return body.length();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        subscriber.onSubscribe(new Pieces(subscriber));
    }

    /** Delivers from the thread that asks; one that asks while it is served is served by the loop that runs. */
    private final class Pieces implements Flow.Subscription {
        private final Flow.Subscriber<? super ByteBuffer> subscriber;
        private int position;
        private long wanted;
        private boolean delivering;
        private boolean ended;

        Pieces(Flow.Subscriber<? super ByteBuffer> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long pieces) {
            synchronized (this) {
                if (ended) {
                    return;
                }
                wanted = wanted + pieces < 0 ? Long.MAX_VALUE : wanted + pieces;
                if (delivering) {
                    return;
                }
                delivering = true;
            }
            deliver();
        }

        private void deliver() {
            while (true) {
                ByteBuffer piece = null;
                long pause = 0;
                synchronized (this) {
                    boolean done = position >= body.length();
                    if (ended || (wanted == 0 && !done)) {
                        delivering = false;
                        return;
                    }
                    if (done) {
                        ended = true;
                    } else {
                        Throttle.Turn turn = limit.turn(Math.min(PIECE_BYTES, body.length() - position));
                        piece = ByteBuffer.wrap(body.bytes(), position, turn.bytes())
                                .slice()
                                .asReadOnlyBuffer();
                        pause = turn.nanos();
                        position += turn.bytes();
                        wanted--;
                    }
                }
                if (piece == null) {
                    moved.run();
                    subscriber.onComplete();
                    return;
                }
                if (pause > 0) {
                    deliverLater(piece, pause);
                    return;
                }
                moved.run();
                subscriber.onNext(piece);
            }
        }

        /** The thread that asks may serve other requests too, so it does not wait. */
        private void deliverLater(ByteBuffer piece, long pause) {
            CompletableFuture.delayedExecutor(pause, TimeUnit.NANOSECONDS).execute(() -> {
                moved.run();
                subscriber.onNext(piece);
                deliver();
            });
        }

        @Override
        public synchronized void cancel() {
            ended = true;
        }
    }
}
