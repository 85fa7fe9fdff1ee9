package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.backup.OwnFile;
import io.etcdsnapshot.backup.OwnFiles;
import io.etcdsnapshot.io.Backoff;
import io.etcdsnapshot.store.s3.S3Objects.Head;
import io.etcdsnapshot.store.s3.S3Objects.Stored;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
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
            Optional<Stored> before = there(file);
            byte[] content = before.isEmpty() ? new byte[0] : readOwn(file).orElse(new byte[0]);
            if (isReplaced(file, before, change.apply(content))) {
                before.ifPresent(earlier -> forget(file, earlier));
                return;
            }
            if (!pause(backoff)) {
                throw new IOException("others keep writing it");
            }
        }
    }

    private Optional<Stored> there(OwnFile file) throws S3Exception {
        return client.objects().head(key(file)).map(Head::stored);
    }

    /** Returns whether the content was stored; not where another writer was faster. */
    private boolean isReplaced(OwnFile file, Optional<Stored> before, byte[] content) throws S3Exception {
        for (Condition condition : conditions(before)) {
            try {
                put(file, content, condition);
                return true;
            } catch (S3Exception e) {
                if (e.kind() != S3Exception.Kind.PRECONDITION && e.kind() != S3Exception.Kind.NOT_SUPPORTED) {
                    throw e;
                }
                if (!etag(there(file)).equals(etag(before))) {
                    return false;
                }
                // The condition holds: this server can't judge it as it was written.
            }
        }
        return false;
    }

    private static String etag(Optional<Stored> stored) {
        return stored.map(Stored::etag).orElse("");
    }

    /** Returns the condition as servers want it: most with quotes, Ceph without, some not at all. */
    private static List<Condition> conditions(Optional<Stored> before) {
        return before.map(stored -> List.of(
                        Condition.unchanged(stored.etag()), Condition.unchangedUnquoted(stored.etag()), Condition.NONE))
                .orElse(List.of(Condition.ABSENT, Condition.NONE));
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
