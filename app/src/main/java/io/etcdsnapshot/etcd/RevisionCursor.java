package io.etcdsnapshot.etcd;

import io.etcdsnapshot.bbolt.CorruptDatabase;
import io.etcdsnapshot.bbolt.Cursor;
import java.io.IOException;
import java.util.random.RandomGenerator;

/**
 * Goes through the versions of all keys in the order they were written. A key can have several: those that replaced one
 * another since the last compaction, and tombstones.
 */
public final class RevisionCursor {
    private final Cursor cursor;
    private byte[] key = new byte[0];

    RevisionCursor(Cursor cursor) {
        this.cursor = cursor;
    }

    /** Moves to the first version written at or after a revision; false if there is none. */
    public boolean seek(Revision revision) throws IOException {
        return read(cursor.seek(revision.toBytes()));
    }

    /** Moves to the next version, or from before the first to the first; false at the end. */
    public boolean next() throws IOException {
        return read(cursor.next());
    }

    /** Moves to a version chosen at random; false if there is none. */
    boolean random(RandomGenerator random) throws IOException {
        return read(cursor.random(random));
    }

    private boolean read(boolean found) throws CorruptDatabase {
        if (found) {
            key = cursor.key();
            if (cursor.isBucket() || !Revision.isRevision(key, 0, key.length)) {
                throw new CorruptDatabase("bucket key contains an entry that is not a revision");
            }
        }
        return found;
    }

    public Revision revision() {
        return Revision.of(key);
    }

    /** Returns whether this version deletes the key; nothing of it but the key is set. */
    public boolean isTombstone() {
        return Revision.isTombstone(key, 0, key.length);
    }

    public KeyValue keyValue() throws CorruptDatabase {
        byte[] value = cursor.valueBytes();
        try {
            return KeyValue.parse(value, 0, value.length);
        } catch (IllegalArgumentException e) {
            throw new CorruptDatabase(
                    "revision %d.%d: %s".formatted(revision().main(), revision().sub(), e.getMessage()));
        }
    }
}
