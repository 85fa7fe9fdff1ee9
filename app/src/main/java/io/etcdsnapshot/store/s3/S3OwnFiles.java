package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.backup.OwnFile;
import io.etcdsnapshot.backup.OwnFiles;
import io.etcdsnapshot.io.Backoff;
import io.etcdsnapshot.store.s3.S3Objects.Head;
import io.etcdsnapshot.store.s3.S3Objects.Stored;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Keeps files of this program beside the sets in a bucket. An object is replaced on the condition that it is still the one
 * that was read; where a server does not check that, the last of two writers wins.
 */
final class S3OwnFiles implements OwnFiles {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final S3Client client;
    private final S3Keys keys;

    S3OwnFiles(S3Client client, S3Keys keys) {
        this.client = client;
        this.keys = keys;
    }

    private String key(OwnFile file) {
        return keys.prefix(keys.root()) + file.fileName();
    }

    @Override
    public Optional<byte[]> readOwn(OwnFile file) throws IOException {
        return client.objects().readSmall(key(file), file.maxBytes());
    }

    @Override
    public void changeOwn(OwnFile file, UnaryOperator<byte[]> change) throws IOException {
        Backoff backoff = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2), PATIENCE);
        while (true) {
            Optional<Stored> before = client.objects().head(key(file)).map(Head::stored);
            byte[] content = before.isEmpty() ? new byte[0] : readOwn(file).orElse(new byte[0]);
            try {
                replace(file, before, change.apply(content));
                return;
            } catch (S3Exception e) {
                if (e.kind() != S3Exception.Kind.PRECONDITION || !pause(backoff)) {
                    throw e;
                }
            }
        }
    }

    private void replace(OwnFile file, Optional<Stored> before, byte[] content) throws S3Exception {
        Condition unchanged =
                before.map(stored -> Condition.unchanged(stored.etag())).orElse(Condition.ABSENT);
        try {
            put(file, content, unchanged);
        } catch (S3Exception e) {
            if (e.kind() != S3Exception.Kind.NOT_SUPPORTED) {
                throw e;
            }
            put(file, content, Condition.NONE);
        }
        if (before.isPresent()) {
            forget(file, before.get());
        }
    }

    private void put(OwnFile file, byte[] content, Condition condition) throws S3Exception {
        S3Request.Body body = S3Request.Body.of(content);
        client.transport()
                .send(S3Request.of("s3:PutObject", "PUT", key(file))
                        .headers(OwnMark.HEADERS)
                        .headers(condition.headers())
                        .header("Content-Type", file.mediaType())
                        .header("Content-MD5", S3Objects.md5(body))
                        .body(body));
    }

    /** Removes what a bucket with versions still keeps of the earlier content, if it lets it go. */
    private void forget(OwnFile file, Stored earlier) {
        if (earlier.versionId() != null && !earlier.versionId().equals("null")) {
            try {
                client.objects().delete(key(file), earlier.versionId());
            } catch (S3Exception e) {
                // It is locked, or versions are not this program's to remove.
            }
        }
    }

    private static boolean pause(Backoff backoff) {
        try {
            return backoff.pause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
