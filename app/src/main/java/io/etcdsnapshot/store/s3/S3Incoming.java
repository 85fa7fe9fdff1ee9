package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Evidence;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.Proof;
import io.etcdsnapshot.backup.SetFileName;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A set on its way into a bucket. Files are sent in parts that nobody sees, and take their places together at the end,
 * each only if nobody else stored one there meanwhile; the manifest comes last and makes them a set.
 */
final class S3Incoming implements Incoming {
    private static final int MAX_MANIFEST_BYTES = 1 << 20;

    private final S3Store store;
    private final S3Client client;
    private final BackupSetId id;
    private final boolean trusted;
    private final @Nullable Lock lock;
    private final boolean withMd5;
    private final Map<String, S3Object> present = new HashMap<>();
    private final Map<String, IncomingFile> files = new LinkedHashMap<>();
    private final AtomicLong sent = new AtomicLong();
    private byte @Nullable [] manifest;
    private boolean published;

    /**
     * @param trusted whether the server was shown to check what it receives, and that is enough
     * @param lock null for the bucket's default
     * @param withMd5 whether the bucket demands MD5s
     */
    S3Incoming(S3Store store, S3Client client, BackupSetId id, boolean trusted, @Nullable Lock lock, boolean withMd5)
            throws S3Exception {
        this.store = store;
        this.client = client;
        this.id = id;
        this.trusted = trusted;
        this.lock = lock;
        this.withMd5 = withMd5;
        for (S3Object object : client.lists().objects(key(""))) {
            present.put(object.key(), object);
        }
        requireOwn();
    }

    /** @throws Failure if another tool's set is here */
    private void requireOwn() throws S3Exception {
        for (String key : present.keySet()) {
            if (!isReplacing()
                    && isSetFile(key)
                    && !client.objects().head(key).map(S3Objects.Head::own).orElse(true)) {
                throw S3Store.notOurs(id, store.location());
            }
        }
    }

    private boolean isSetFile(String key) {
        return SetFileName.parse(key.substring(key("").length())).isPresent();
    }

    private String key(String file) {
        return store.keys().prefix(store.keys().path(id)) + file;
    }

    private boolean isReplacing() {
        return present.containsKey(key(Manifest.FILE_NAME));
    }

    @Override
    public FileWriter create(String file, long size) throws IOException {
        if (file.equals(Manifest.FILE_NAME)) {
            return new ManifestWriter();
        }
        String key = key(file);
        IncomingFile earlier = files.remove(file);
        Condition condition = earlier == null ? conditionOf(key) : again(earlier);
        ObjectUpload upload = new ObjectUpload(client, key, size, lock, withMd5);
        IncomingFile started = new IncomingFile(client, upload, condition, sent::addAndGet);
        files.put(file, started);
        return started;
    }

    private Condition conditionOf(String key) {
        S3Object there = present.get(key);
        return there == null ? Condition.ABSENT : Condition.unchanged(there.etag());
    }

    /** Returns the condition for sending a file once more. */
    private Condition again(IncomingFile earlier) throws IOException {
        Optional<S3Objects.Stored> stored = earlier.stored();
        earlier.abandon();
        return stored.map(there -> Condition.unchanged(there.etag())).orElse(conditionOf(earlier.key()));
    }

    @Override
    public Proof prove(Map<String, String> expectedSha256ByFile) throws IOException {
        Map<String, String> sums = new HashMap<>();
        boolean checked = trusted;
        for (String file : expectedSha256ByFile.keySet()) {
            IncomingFile arrived = files.get(file);
            if (arrived != null) {
                sums.put(file, arrived.sentSha256());
                checked &= arrived.isChecked();
                client.transport().progress().moved();
            }
        }
        if (!checked) {
            for (Map.Entry<String, String> sum : sums.entrySet()) {
                sum.setValue(Objects.requireNonNull(files.get(sum.getKey())).readBack());
            }
        }
        byte[] pending = manifest;
        if (pending != null) {
            sums.put(Manifest.FILE_NAME, Sha256.of(pending));
        }
        return new Proof(checked ? Evidence.CHECKED_BY_STORE : Evidence.READ_BACK, sums);
    }

    @Override
    public BackupSet publish(Optional<BackupSet> replaced) throws IOException {
        byte[] content = manifest;
        if (content == null) {
            throw new IllegalStateException("no manifest");
        }
        if (isReplacing() && replaced.isEmpty()) {
            throw Failure.failed("there is a set %s in %s already".formatted(id, store.location()));
        }
        if (replaced.isPresent()
                && !replaced.get().isRemovable()
                && !replaced.get().files().isEmpty()) {
            throw S3Store.notOurs(id, store.location());
        }
        for (IncomingFile file : files.values()) {
            file.store();
            file.requireWhole();
            requireLocked(file.key());
        }
        Map<String, String> there = etags();
        requireMine(there, files.values());
        IncomingFile last = manifestFile(content);
        if (isReplacing()) {
            last.store();
            removeOthers();
        } else {
            requireNoOther(there.get(last.key()), last);
            removeOthers();
            last.store();
        }
        published = true;
        requireMineStill(last);
        return store.published(id);
    }

    /** Some servers forget the lock of an object that came in parts. */
    private void requireLocked(String key) throws IOException {
        Lock wanted = lock;
        if (wanted != null
                && client.info()
                        .retainedUntil(key, null)
                        .filter(until -> !until.isBefore(wanted.until()))
                        .isEmpty()) {
            client.info().retain(key, wanted);
        }
    }

    private IncomingFile manifestFile(byte[] content) throws IOException {
        String key = key(Manifest.FILE_NAME);
        ObjectUpload upload = new ObjectUpload(client, key, content.length, lock, withMd5);
        IncomingFile file = new IncomingFile(client, upload, conditionOf(key), sent::addAndGet);
        file.write(0, content, 0, content.length);
        file.finish(content.length);
        return file;
    }

    /** Some servers don't check conditions, in buckets with versions for one; they are looked after here. */
    private void requireNoOther(@Nullable String etag, IncomingFile manifest) throws IOException {
        if (etag != null && !etag.equals(manifest.expectedEtag())) {
            throw Failure.failed("there is a set %s in %s already".formatted(id, store.location()));
        }
    }

    /** Looks once more: another writer may have come between the first look and the manifest. */
    private void requireMineStill(IncomingFile manifest) throws IOException {
        try {
            List<IncomingFile> all = new ArrayList<>(files.values());
            all.add(manifest);
            requireMine(etags(), all);
        } catch (Failure e) {
            if (!isReplacing()) {
                manifest.discard(false);
                published = false;
            }
            throw e;
        }
    }

    private Map<String, String> etags() throws IOException {
        Map<String, String> etags = new HashMap<>();
        for (S3Object object : client.lists().objects(key(""))) {
            etags.put(object.key(), object.etag());
        }
        return etags;
    }

    /** @throws Failure if one of the files is not the one that was stored here */
    private static void requireMine(Map<String, String> there, Collection<IncomingFile> mine) {
        for (IncomingFile file : mine) {
            String etag = file.stored().map(S3Objects.Stored::etag).orElse("");
            if (!etag.equals(there.get(file.key()))) {
                throw IncomingFile.writtenByAnother(file.key());
            }
        }
    }

    /** Removes files of an earlier set of this id, or of an attempt that did not end, that are none of this set. */
    private void removeOthers() throws IOException {
        for (String key : present.keySet()) {
            boolean kept = files.values().stream().anyMatch(file -> file.key().equals(key));
            if (!kept && isSetFile(key)) {
                client.objects().delete(key);
            }
        }
    }

    @Override
    public long bytesSent() {
        return sent.get();
    }

    @Override
    public void close() throws IOException {
        if (published) {
            return;
        }
        boolean kept = isReplacing() || isPublishedByAnother();
        for (IncomingFile file : files.values()) {
            file.discard(kept);
        }
    }

    /** What is part of a set now stays, whoever stored it. */
    private boolean isPublishedByAnother() throws IOException {
        return client.objects().head(key(Manifest.FILE_NAME)).isPresent();
    }

    private final class ManifestWriter implements FileWriter {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(long position, byte[] content, int offset, int length) throws IOException {
            if (bytes.size() + length > MAX_MANIFEST_BYTES) {
                throw new IOException("%s is too large".formatted(Manifest.FILE_NAME));
            }
            bytes.write(content, offset, length);
        }

        @Override
        public void finish(long size) {
            manifest = bytes.toByteArray();
        }

        @Override
        public void close() {}
    }
}
