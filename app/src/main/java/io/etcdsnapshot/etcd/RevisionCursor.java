package io.etcdsnapshot.etcd;

import io.etcdsnapshot.bbolt.CorruptDatabase;
import io.etcdsnapshot.bbolt.Cursor;
import java.io.IOException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the versions of all keys in the order they were written. A key can have several: those that replaced one
 * another since the last compaction, and tombstones.
 */
public final class RevisionCursor {
    private final Cursor cursor;
    private final KeyValueFields fields = new KeyValueFields();
    private final RevisionView view = new RevisionView(fields);
    private byte[] key = new byte[0];
    private boolean atNoRevision;

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

    /**
     * Goes on behind what was found damaged, at the next version that can be reached.
     *
     * @throws CorruptDatabase if what comes next is damaged, too; then this can be called again
     */
    public boolean skipDamage() throws IOException {
        boolean step = atNoRevision;
        atNoRevision = false;
        return read(step ? cursor.next() : cursor.skipDamage());
    }

    /** Moves to the newest version; false if there is none. */
    public boolean last() throws IOException {
        return read(cursor.last());
    }

    /** Moves to exactly this version; false if it is not there. */
    public boolean find(Revision revision) throws IOException {
        return seek(revision) && revision().equals(revision);
    }

    /** Moves to a version chosen at random; false if there is none. */
    boolean random(RandomGenerator random) throws IOException {
        return read(cursor.random(random));
    }

    private boolean read(boolean found) throws CorruptDatabase {
        atNoRevision = false;
        if (found) {
            key = cursor.key();
            atNoRevision = cursor.isBucket() || !Revision.isRevision(key, 0, key.length);
            if (atNoRevision) {
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

    /** Returns a view of this version, without a copy. */
    public RevisionView view() throws CorruptDatabase {
        int keyAt = cursor.keyAt();
        if (!fields.parse(cursor.bytes(), keyAt + cursor.keyLength(), cursor.valueLength())) {
            throw damaged("not a key and value of etcd's (mvccpb.KeyValue)");
        }
        return view.at(cursor.bytes(), keyAt, cursor.keyLength(), cursor.valueLength());
    }

    public KeyValue keyValue() throws CorruptDatabase {
        byte[] value = cursor.valueBytes();
        try {
            return KeyValue.parse(value, 0, value.length);
        } catch (IllegalArgumentException e) {
            throw damaged(e.getMessage());
        }
    }

    private CorruptDatabase damaged(@Nullable String why) {
        return new CorruptDatabase(
                "revision %d.%d: %s".formatted(revision().main(), revision().sub(), why));
    }
}
