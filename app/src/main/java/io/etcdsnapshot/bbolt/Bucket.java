package io.etcdsnapshot.bbolt;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A sorted map of keys to values or further buckets, in a tree of pages or, when small, within its parent's page. */
public final class Bucket {
    private final Database database;
    private final long root;
    private final @Nullable NodePage inline;

    Bucket(Database database, long root, @Nullable NodePage inline) {
        this.database = database;
        this.root = root;
        this.inline = inline;
    }

    /** @param value of a leaf element that is a bucket */
    static Bucket of(Database database, byte[] value) throws CorruptDatabase {
        if (value.length < BucketHeader.BYTES) {
            throw new CorruptDatabase("a bucket without a header");
        }
        long root = BucketHeader.root(value, 0);
        return new Bucket(
                database,
                root,
                root == BucketHeader.INLINE ? database.checked(value, BucketHeader.BYTES, "an inline bucket") : null);
    }

    /** Returns a cursor that stands before the first element. */
    public Cursor cursor() {
        return new Cursor(this, database);
    }

    /** Returns a copy of a key's value; empty if the key is not there, or a bucket. */
    public Optional<byte[]> get(byte[] key) throws IOException {
        Cursor cursor = cursor();
        return cursor.seek(key) && cursor.isAt(key) && !cursor.isBucket()
                ? Optional.of(cursor.valueBytes())
                : Optional.empty();
    }

    /** Returns a bucket in this one. */
    public Optional<Bucket> bucket(byte[] name) throws IOException {
        Cursor cursor = cursor();
        return cursor.seek(name) && cursor.isAt(name) && cursor.isBucket()
                ? Optional.of(cursor.bucket())
                : Optional.empty();
    }

    /** Counts the elements; of leaf pages reads nothing but the header. */
    public long count() throws IOException {
        return inline != null ? inline.count() : count(root, 0, new PageLimit(database));
    }

    private long count(long number, int depth, PageLimit limit) throws IOException {
        limit.take(depth);
        byte[] header = database.header(number);
        if (Page.flags(header, 0) == Page.LEAF) {
            return Page.count(header, 0);
        }
        NodePage branch = database.page(number);
        long elements = 0;
        for (int i = 0; i < branch.count(); i++) {
            elements += count(branch.child(i), depth + 1, limit);
        }
        return elements;
    }

    /**
     * Shows all elements to a visitor without reading more of their values than it asks for.
     *
     * @param lastFirst whether the last element comes first
     */
    public void walk(boolean lastFirst, ElementVisitor visitor, ElementDamage damages) throws IOException {
        BucketWalk walk = new BucketWalk(database, lastFirst, visitor, damages);
        if (inline != null) {
            walk.leaf(inline);
        } else {
            walk.page(root, 0);
        }
    }

    NodePage rootPage() throws IOException {
        return inline != null ? inline : database.page(root);
    }
}
