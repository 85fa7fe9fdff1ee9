package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One file of a set on its way into a bucket. It is sent when it is finished, shown when it is stored, and part of a set
 * when its manifest is stored.
 */
final class IncomingFile implements Incoming.FileWriter {
    private final S3Client client;
    private final ObjectUpload upload;
    private final Condition condition;
    private final LongConsumer sent;
    private final MessageDigest digest = Sha256.start();
    private String sha256 = "";
    private S3Objects.@Nullable Stored stored;
    private boolean finished;
    private boolean own;
    private boolean assembled;
    private boolean verified;

    /**
     * @param condition what has to hold when the object is stored
     * @param sent is notified of bytes that crossed the link
     */
    IncomingFile(S3Client client, ObjectUpload upload, Condition condition, LongConsumer sent) {
        this.client = client;
        this.upload = upload;
        this.condition = condition;
        this.sent = sent;
    }

    @Override
    public void write(long position, byte[] bytes, int offset, int length) throws IOException {
        upload.write(bytes, offset, length);
        digest.update(bytes, offset, length);
        sent.accept(length);
        client.transport().progress().moved();
    }

    @Override
    public void finish(long size) throws IOException {
        upload.finish(size);
        sha256 = Sha256.hex(digest.digest());
        finished = true;
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

    /**
     * Returns whether the server computed a checksum of every part, and the object is put together from them. A part that
     * was sent twice proves nothing: servers were seen to clear up after the first when they had the second.
     */
    boolean isChecked() {
        return upload.isPlain() && (stored == null ? !upload.expectedEtag().isEmpty() : assembled);
    }

    /** @throws Failure if the object is not what was sent; reads it where the server does not tell */
    void requireWhole() throws IOException {
        if (!isChecked() && !verified && !readBack().equals(sha256)) {
            throw Failure.notWhole("%s is not what was sent".formatted(key()));
        }
    }

    /** Returns the ETag that the object gets; empty where ETags are not MD5s. */
    String expectedEtag() {
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
        S3Objects.Stored result = sameThere(expected).orElse(null);
        if (result == null) {
            result = complete(expected);
        }
        stored = result;
        assembled = !expected.isEmpty() && result.etag().equals(expected);
        upload.close();
    }

    /**
     * Looks before it stores, as not all servers check conditions: some not for objects in parts, some not where versions
     * are kept.
     *
     * @return the object there if it has this content: two runs that copy the same set may meet
     */
    private Optional<S3Objects.Stored> sameThere(String expected) throws IOException {
        Optional<S3Objects.Stored> there = client.objects().head(key()).map(S3Objects.Head::stored);
        if (there.isPresent() && !expected.isEmpty() && there.get().etag().equals(expected)) {
            return there;
        }
        if (!condition.holdsFor(there)) {
            throw writtenByAnother(key());
        }
        return Optional.empty();
    }

    private S3Objects.Stored complete(String expected) throws IOException {
        S3Objects.Stored result;
        try {
            result = upload.complete(condition);
        } catch (S3Exception e) {
            boolean unchecked = e.kind() == S3Exception.Kind.NOT_SUPPORTED && !condition.equals(Condition.NONE);
            if (!unchecked && e.kind() != S3Exception.Kind.PRECONDITION) {
                throw e;
            }
            // A request whose answer was lost is repeated and finds its own work.
            Optional<S3Objects.Stored> same = sameThere(expected);
            if (same.isPresent()) {
                return same.get();
            }
            // The condition holds, and this server misjudges it, as some do with the quotes of an ETag.
            result = upload.complete(Condition.NONE);
        }
        own = true;
        return result;
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

    /**
     * Takes back what was stored, and what is on its way.
     *
     * @param kept whether an object that is part of a published set could be meant: then only a version of its own goes
     */
    void discard(boolean kept) throws IOException {
        upload.close();
        S3Objects.Stored mine = stored;
        if (mine == null || !own) {
            return;
        }
        if (mine.versionId() != null) {
            client.objects().delete(key(), mine.versionId());
        } else if (!kept
                && client.objects()
                        .head(key())
                        .filter(there -> there.stored().etag().equals(mine.etag()))
                        .isPresent()) {
            client.objects().delete(key());
        }
    }
}
