package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.io.BlockInput;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * An object as a stream that outlives its connections: after a loss it goes on at the byte where it was, as long as the
 * object is still the same one.
 */
final class ResumingStream extends BlockInput {
    /** Losses in a row without a byte between them. */
    private static final int MAX_LOSSES = 5;

    private static final int PARTIAL = 206;

    private final S3Transport transport;
    private final S3Request request;
    private final String etag;
    private @Nullable InputStream body;
    private long position;
    private int losses;

    /** @throws S3Exception if there is no such object, or no answer */
    ResumingStream(S3Transport transport, String key) throws S3Exception {
        this.transport = transport;
        this.request = S3Request.of("s3:GetObject", "GET", key);
        S3Exchange.Stream first = transport.open(request);
        this.etag = first.headers().firstValue("ETag").orElse("");
        this.body = first.body();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        while (true) {
            try {
                int count = current().read(bytes, offset, length);
                position += Math.max(0, count);
                losses = 0;
                return count;
            } catch (S3Exception e) {
                throw e;
            } catch (IOException e) {
                lost(e);
            }
        }
    }

    private InputStream current() throws IOException {
        InputStream open = body;
        if (open == null) {
            open = reopen();
            body = open;
        }
        return open;
    }

    private InputStream reopen() throws IOException {
        S3Request rest = request.header("Range", "bytes=%d-".formatted(position));
        S3Exchange.Stream answer;
        try {
            answer = transport.open(etag.isEmpty() ? rest : rest.header("If-Match", etag));
        } catch (S3Exception e) {
            throw e.kind() == S3Exception.Kind.PRECONDITION
                    ? transport.problem().changed(request)
                    : e;
        }
        if (!answer.headers().firstValue("ETag").orElse("").equals(etag)) {
            answer.body().close();
            throw transport.problem().changed(request);
        }
        if (answer.status() != PARTIAL) {
            // A server without ranges sends everything again.
            answer.body().skipNBytes(position);
        }
        return answer.body();
    }

    private void lost(IOException e) throws S3Exception {
        losses++;
        close();
        if (losses > MAX_LOSSES || Thread.currentThread().isInterrupted()) {
            throw transport.problem().unreachable(request, e);
        }
    }

    @Override
    public void close() {
        InputStream open = body;
        body = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // the connection is given up anyway
            }
        }
    }
}
