package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.stream.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One file of a set on its way into a bucket. It is there when it is stored, and part of a set when its manifest is. */
final class IncomingFile implements Incoming.FileWriter {
    private final S3Client client;
    private final ObjectUpload upload;
    private final Condition condition;
    private final boolean atOnce;
    private final LongConsumer sent;
    private final MessageDigest digest = Sha256.start();
    private String sha256 = "";
    private S3Objects.@Nullable Stored stored;
    private boolean finished;
    private boolean assembled;
    private boolean verified;

    /**
     * @param condition what has to hold when the object is stored
     * @param atOnce whether it is stored as soon as it is finished
     * @param sent is told of bytes that crossed the link
     */
    IncomingFile(S3Client client, ObjectUpload upload, Condition condition, boolean atOnce, LongConsumer sent) {
        this.client = client;
        this.upload = upload;
        this.condition = condition;
        this.atOnce = atOnce;
        this.sent = sent;
    }

    @Override
    public void write(long position, byte[] bytes, int offset, int length) throws IOException {
        upload.write(bytes, offset, length);
        digest.update(bytes, offset, length);
        sent.accept(length);
    }

    @Override
    public void finish(long size) throws IOException {
        upload.finish();
        sha256 = Sha256.hex(digest.digest());
        finished = true;
        if (atOnce) {
            store();
        }
    }

    /** Gives up a file that did not come to its end; one that did stays for the set. */
    @Override
    public void close() throws IOException {
        if (!finished) {
            upload.close();
        }
    }

    String key() {
        return upload.key();
    }

    /** Returns the SHA-256 of the bytes that were sent, in hexadecimal. */
    String sentSha256() {
        return sha256;
    }

    /** Returns whether the server computed a checksum of every part, and the object is put together from them. */
    boolean isChecked() throws IOException {
        return stored == null ? !upload.expectedEtag().isEmpty() : assembled;
    }

    /** @throws Failure if the object is not what was sent; reads it where the server does not tell */
    void requireWhole() throws IOException {
        if (!assembled && !verified && !readBack().equals(sha256)) {
            throw Failure.notWhole("%s is not what was sent".formatted(key()));
        }
    }

    /** Returns the ETag that the object gets; empty where ETags are not MD5s. */
    String expectedEtag() throws IOException {
        return upload.expectedEtag();
    }

    /** Returns what the server said of the object; empty if it is not stored yet. */
    Optional<S3Objects.Stored> stored() {
        return Optional.ofNullable(stored);
    }

    /**
     * Stores the object unless it is.
     *
     * @throws Failure if another writer stored something else under this key
     */
    void store() throws IOException {
        if (stored != null) {
            return;
        }
        String expected = upload.expectedEtag();
        S3Objects.Stored result;
        try {
            result = upload.complete(condition);
        } catch (S3Exception e) {
            result = afterFailure(e, expected);
        }
        stored = result;
        assembled = !expected.isEmpty() && result.etag().equals(expected);
        upload.close();
    }

    /**
     * Takes an object for this one that is the same: a request whose answer was lost is repeated and finds its own work,
     * and two runs that copy the same set may meet.
     */
    private S3Objects.Stored afterFailure(S3Exception e, String expected) throws IOException {
        if (e.kind() == S3Exception.Kind.NOT_SUPPORTED && !condition.equals(Condition.NONE)) {
            return upload.complete(Condition.NONE);
        }
        if (e.kind() != S3Exception.Kind.PRECONDITION) {
            throw e;
        }
        return client.objects()
                .head(key())
                .map(S3Objects.Head::stored)
                .filter(there -> !expected.isEmpty() && there.etag().equals(expected))
                .orElseThrow(() -> writtenByAnother(key()));
    }

    static Failure writtenByAnother(String key) {
        return Failure.refused("another run is writing %s".formatted(key)).asTransient();
    }

    /** Returns the SHA-256 of what is stored, read back. */
    String readBack() throws IOException {
        store();
        try (InputStream in = client.objects().read(key())) {
            String found = Sha256.of(in);
            verified = found.equals(sha256);
            return found;
        }
    }

    /** Ends what is on its way; what is stored stays. */
    void abandon() throws IOException {
        upload.close();
    }

    /** Takes back what was stored, unless another writer replaced it, and what is on its way. */
    void discard() throws IOException {
        S3Objects.Stored mine = stored;
        if (mine == null) {
            upload.close();
            return;
        }
        boolean mineAlone = mine.versionId() != null;
        Optional<S3Objects.Stored> there = client.objects().head(key()).map(S3Objects.Head::stored);
        if (mineAlone || there.filter(now -> now.etag().equals(mine.etag())).isPresent()) {
            client.objects().delete(key(), mine.versionId());
        }
    }
}
