package io.etcdsnapshot.etcd;

import io.etcdsnapshot.bbolt.Bucket;
import io.etcdsnapshot.bbolt.CorruptDatabase;
import io.etcdsnapshot.bbolt.Cursor;
import io.etcdsnapshot.bbolt.Database;
import io.etcdsnapshot.bbolt.PageSource;
import io.etcdsnapshot.bbolt.Space;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Looks things up in a snapshot or a database of etcd's, at the cost of a few pages each; with or without the trailer
 * that a snapshot has. What it reads may be damaged: that is a {@link CorruptDatabase}, other errors are the source's.
 */
public final class SnapshotReader implements Closeable {
    private final Database database;
    private final Closeable source;

    private SnapshotReader(Database database, Closeable source) {
        this.database = database;
        this.source = source;
    }

    /** Opens a file, which {@link #close} closes. */
    public static SnapshotReader open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file);
        try {
            return new SnapshotReader(Database.open(PageSource.of(channel)), channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Opens a source that the caller closes. */
    public static SnapshotReader open(PageSource source) throws IOException {
        return new SnapshotReader(Database.open(source), () -> {});
    }

    /** Returns the versions of all keys, oldest first, from before the first one on. */
    public RevisionCursor revisions() throws IOException {
        return new RevisionCursor(keys().cursor());
    }

    private Bucket keys() throws IOException {
        return database.bucket(SnapshotFigures.KEY_BUCKET)
                .orElseThrow(() -> new CorruptDatabase("a bbolt database, but not etcd's: it has no bucket key"));
    }

    /** Walks the whole database once, every version of every key from the newest to the oldest. */
    public Space walkBackwards(VersionVisitor versions) throws IOException {
        keys();
        long scheduled = revision(EntrySummary.SCHEDULED_COMPACT);
        long finished = revision(EntrySummary.FINISHED_COMPACT);
        long compacted = scheduled <= finished ? finished : -1;
        KeyVisitor visitor = new KeyVisitor(new VersionsNewestFirst(versions, compacted));
        return database.walkBackwards(SnapshotFigures.KEY_BUCKET, visitor);
    }

    /** Decides what becomes of a walk that came to a damaged place. */
    @FunctionalInterface
    public interface DamageHandler {
        DamageHandler STRICT = damage -> {
            throw damage;
        };

        /** Returns if the walk is to go on behind it. */
        void handle(CorruptDatabase damage) throws CorruptDatabase;
    }

    /** Shows the versions of all keys, oldest first. */
    public void walk(RevisionObserver observer, DamageHandler damages) throws IOException {
        RevisionCursor revisions = revisions();
        while (move(revisions, damages)) {
            RevisionView version;
            try {
                version = revisions.view();
            } catch (CorruptDatabase e) {
                damages.handle(e);
                continue;
            }
            observer.see(version);
        }
    }

    /**
     * Shows the versions of all keys as well, but of their values no more than how long they are: that takes a fifth of the
     * time.
     *
     * @param newestFirst whether the newest comes first, not the oldest
     */
    public void walkKeys(boolean newestFirst, RevisionObserver observer, DamageHandler damages) throws IOException {
        keys().walk(newestFirst, new KeyVisitor(observer), damages::handle);
    }

    private static boolean move(RevisionCursor revisions, DamageHandler damages) throws IOException {
        boolean damaged = false;
        while (true) {
            try {
                return damaged ? revisions.skipDamage() : revisions.next();
            } catch (CorruptDatabase e) {
                damages.handle(e);
                damaged = true;
            }
        }
    }

    /** Returns how many entries each bucket has; for {@code key}, the versions of all keys. */
    public Map<String, Long> keysPerBucket() throws IOException {
        Map<String, Long> counts = new TreeMap<>();
        Cursor names = database.root().cursor();
        while (names.next()) {
            if (names.isBucket()) {
                counts.put(
                        new String(names.key(), StandardCharsets.UTF_8),
                        names.bucket().count());
            }
        }
        return counts;
    }

    /** Returns versions of keys from all over the database, chosen by {@code random}, deletions left out. */
    public List<StoredKey> sample(int size, RandomGenerator random) throws IOException {
        List<StoredKey> sample = new ArrayList<>();
        RevisionCursor revisions = revisions();
        for (int i = 0; i < size && revisions.random(random); i++) {
            KeyValue found = revisions.isTombstone() ? null : revisions.keyValue();
            if (found != null && found.key().length > 0) {
                sample.add(StoredKey.of(found));
            }
        }
        return sample;
    }

    /**
     * Returns a version of a key.
     *
     * @param key in Base64
     * @param modRevision that wrote it
     */
    public Optional<StoredKey> find(String key, long modRevision) throws IOException {
        RevisionCursor revisions = revisions();
        boolean found = revisions.seek(new Revision(modRevision, 0));
        while (found && revisions.revision().main() == modRevision) {
            StoredKey stored = StoredKey.of(revisions.keyValue());
            if (!revisions.isTombstone() && stored.key().equals(key)) {
                return Optional.of(stored);
            }
            found = revisions.next();
        }
        return Optional.empty();
    }

    /** Returns the revision up to which replaced versions are gone or going; 0 if etcd never compacted. */
    public long compactRevision() throws IOException {
        return Math.max(0, Math.max(revision(EntrySummary.SCHEDULED_COMPACT), revision(EntrySummary.FINISHED_COMPACT)));
    }

    /** Returns whether a compaction was under way: etcd goes on with it when it starts, and some versions in a restore. */
    public boolean isBeingCompacted() throws IOException {
        return revision(EntrySummary.SCHEDULED_COMPACT) > revision(EntrySummary.FINISHED_COMPACT);
    }

    /** @return -1 if there is none */
    private long revision(String name) throws IOException {
        byte[] value = value(SnapshotFigures.META_BUCKET, name).orElse(new byte[0]);
        return Revision.isRevision(value, 0, value.length) ? Revision.mainOf(value, 0) : -1;
    }

    /** Returns whether etcd asks everybody for a password. */
    public boolean authEnabled() throws IOException {
        byte[] value = value("auth", "authEnabled").orElse(new byte[0]);
        return value.length > 0 && value[0] == 1;
    }

    /** Returns the minor version that the cluster ran, such as {@code 3.5.0}. */
    public Optional<String> etcdVersion() throws IOException {
        return value(SnapshotFigures.CLUSTER_BUCKET, EntrySummary.CLUSTER_VERSION)
                .map(version -> new String(version, StandardCharsets.UTF_8));
    }

    private Optional<byte[]> value(String bucket, String key) throws IOException {
        Optional<Bucket> found = database.bucket(bucket);
        return found.isPresent() ? found.get().get(key.getBytes(StandardCharsets.UTF_8)) : Optional.empty();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
