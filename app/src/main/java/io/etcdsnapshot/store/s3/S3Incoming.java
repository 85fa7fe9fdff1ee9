package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Evidence;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.Proof;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.Sha256;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A set on its way into a bucket. Files are sent in parts that nobody sees, and take their places together at the end,
 * each only if nobody else stored one there meanwhile; the manifest comes last and makes them a set.
 */
final class S3Incoming implements Incoming {
    private final S3Store store;
    private final S3Client client;
    private final BackupSetId id;
    private final Sending sending;
    private final SetObjects objects;
    private final Map<String, IncomingFile> files = new LinkedHashMap<>();
    private final ManifestWriter manifest = new ManifestWriter();
    private final AtomicLong sent = new AtomicLong();
    private boolean published;

    /** @throws Failure if another tool's set is there */
    S3Incoming(S3Store store, S3Client client, BackupSetId id, Sending sending) throws S3Exception {
        this.store = store;
        this.client = client;
        this.id = id;
        this.sending = sending;
        this.objects = new SetObjects(client, store.keys().prefix(store.keys().path(id)));
        if (objects.isForeign()) {
            throw notOurs();
        }
    }

    private Failure notOurs() {
        return Failure.failed("there is a set %s in %s that this program did not make".formatted(id, store.location()))
                .hint("move it out of the way, or copy to another location");
    }

    private Failure already() {
        return Failure.failed("there is a set %s in %s already".formatted(id, store.location()));
    }

    @Override
    public FileWriter create(String file, long size) throws IOException {
        if (file.equals(Manifest.FILE_NAME)) {
            return manifest;
        }
        String key = objects.key(file);
        IncomingFile earlier = files.remove(file);
        IncomingFile started = newFile(key, size, earlier == null ? objects.unchanged(key) : afterEarlier(earlier));
        files.put(file, started);
        return started;
    }

    private IncomingFile newFile(String key, long size, Condition condition) {
        ObjectUpload upload = new ObjectUpload(client, key, size, sending.lock(), sending.withMd5());
        return new IncomingFile(client, upload, condition, sent::addAndGet);
    }

    /** Ends an earlier attempt, and returns the condition for the next one. */
    private Condition afterEarlier(IncomingFile earlier) throws IOException {
        earlier.abandon();
        return earlier.stored()
                .map(there -> Condition.unchanged(there.etag()))
                .orElse(objects.unchanged(earlier.key()));
    }

    /** Files of one request are sent when the set is published: the server then checks them or refuses them. */
    @Override
    public Proof prove(Map<String, String> expectedSha256ByFile) throws IOException {
        Map<String, String> sums = new HashMap<>();
        boolean checked = sending.trusted();
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
        if (expectedSha256ByFile.containsKey(Manifest.FILE_NAME)) {
            sums.put(Manifest.FILE_NAME, Sha256.of(manifest.content()));
        }
        return new Proof(checked ? Evidence.CHECKED_BY_STORE : Evidence.READ_BACK, sums);
    }

    @Override
    public BackupSet publish(Optional<BackupSet> replaced) throws IOException {
        if (objects.wasPublished() && replaced.isEmpty()) {
            throw already();
        }
        if (replaced.filter(set -> !set.isReplaceable() && !set.files().isEmpty())
                .isPresent()) {
            throw notOurs();
        }
        for (IncomingFile file : files.values()) {
            place(file);
        }
        Map<String, String> there = objects.etags();
        requireMine(there, files.values());
        byte[] content = manifest.content();
        IncomingFile last = newFile(objects.manifestKey(), content.length, objects.unchanged(objects.manifestKey()));
        last.write(0, content, 0, content.length);
        last.finish(content.length);
        if (objects.wasPublished()) {
            place(last);
            removeOthers();
        } else {
            requireNoOther(there, last);
            removeOthers();
            place(last);
        }
        published = true;
        requireMineStill(last);
        return store.published(id);
    }

    private void place(IncomingFile file) throws IOException {
        file.store();
        file.requireWhole();
        Lock lock = sending.shownLock();
        if (lock != null) {
            client.info().requireRetained(file.key(), lock);
        }
    }

    private void removeOthers() throws IOException {
        objects.removeOthers(files.values().stream().map(IncomingFile::key).toList());
    }

    /** Some servers don't check conditions, in buckets with versions for one; they are looked after here. */
    private void requireNoOther(Map<String, String> there, IncomingFile last) {
        String etag = there.get(last.key());
        if (etag != null && !etag.equals(last.expectedEtag())) {
            throw already();
        }
    }

    /** Looks once more: another writer may have come between the first look and the manifest. */
    private void requireMineStill(IncomingFile last) throws IOException {
        try {
            Map<String, String> there = objects.etags();
            requireMine(there, files.values());
            requireMine(there, List.of(last));
        } catch (Failure e) {
            if (!objects.wasPublished()) {
                last.discard(false);
                published = false;
            }
            throw e;
        }
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

    @Override
    public long bytesSent() {
        return sent.get();
    }

    @Override
    public void close() throws IOException {
        if (published || files.isEmpty()) {
            return;
        }
        // What is part of a set now stays, whoever stored it.
        boolean kept = objects.wasPublished() || objects.isPublished();
        for (IncomingFile file : files.values()) {
            file.discard(kept);
        }
    }
}
