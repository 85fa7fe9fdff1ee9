package io.etcdsnapshot.bbolt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Goes through the elements of a bucket in the order of their keys. It holds the pages from the root to where it stands,
 * and no more. What it gives out is valid until it moves, but for copies.
 */
public final class Cursor {
    /** Holds the position on one level. */
    private static final class Level {
        final NodePage page;
        int index;

        Level(NodePage page, int index) {
            this.page = page;
            this.index = index;
        }
    }

    private final Bucket bucket;
    private final Database database;
    private final List<Level> path = new ArrayList<>();
    private PageLimit limit;
    private boolean started;

    Cursor(Bucket bucket, Database database) {
        this.bucket = bucket;
        this.database = database;
        this.limit = new PageLimit(database);
    }

    /**
     * Moves to the first element whose key is not below this one.
     *
     * @return false if there is none
     */
    public boolean seek(byte[] key) throws IOException {
        begin();
        NodePage page = bucket.rootPage();
        while (!page.isLeaf()) {
            int next = page.firstNotBelow(key);
            boolean before = next == page.count() || (next > 0 && page.compareKey(next, key) != 0);
            page = descend(page, before && next > 0 ? next - 1 : next);
        }
        path.add(new Level(page, page.firstNotBelow(key)));
        return settle();
    }

    /** Moves to the first element. */
    public boolean first() throws IOException {
        begin();
        descendLeft(bucket.rootPage());
        return settle();
    }

    /** Moves to the last element. */
    public boolean last() throws IOException {
        begin();
        NodePage page = bucket.rootPage();
        while (!page.isLeaf()) {
            page = descend(page, page.count() - 1);
        }
        path.add(new Level(page, page.count() - 1));
        return page.count() > 0;
    }

    /** Moves to an element by choosing one at random on each level. */
    public boolean random(RandomGenerator random) throws IOException {
        begin();
        NodePage page = bucket.rootPage();
        while (!page.isLeaf()) {
            page = descend(page, random.nextInt(page.count()));
        }
        path.add(new Level(page, page.count() == 0 ? 0 : random.nextInt(page.count())));
        return page.count() > 0;
    }

    /** Moves to the next element, or from before the first to the first; stays at the end once there. */
    public boolean next() throws IOException {
        if (!started) {
            return first();
        }
        if (path.isEmpty()) {
            return false;
        }
        Level leaf = here();
        byte[] key = leaf.page.key(leaf.index);
        leaf.index++;
        if (!settle()) {
            return false;
        }
        if (here().page.compareKey(here().index, key) <= 0) {
            throw new CorruptDatabase("keys are out of order");
        }
        return true;
    }

    /**
     * Goes on behind what {@link #next} or {@link #seek} found damaged, at the next element that can be reached.
     *
     * @return false if there is none
     * @throws CorruptDatabase if what comes next is damaged, too; then this can be called again
     */
    public boolean skipDamage() throws IOException {
        if (path.isEmpty()) {
            return false;
        }
        if (here().page.isLeaf()) {
            return true; // an element out of order, and it can be read
        }
        Level branch = here();
        branch.index++;
        if (branch.index >= branch.page.count()) {
            path.remove(path.size() - 1);
            return skipDamage();
        }
        limit.take(path.size());
        descendLeft(database.page(branch.page.child(branch.index)));
        return settle();
    }

    private void begin() throws CorruptDatabase {
        started = true;
        path.clear();
        limit = new PageLimit(database);
        limit.take(0);
    }

    private NodePage descend(NodePage branch, int index) throws IOException {
        path.add(new Level(branch, index));
        limit.take(path.size());
        return database.page(branch.child(index));
    }

    private void descendLeft(NodePage from) throws IOException {
        NodePage page = from;
        while (!page.isLeaf()) {
            page = descend(page, 0);
        }
        path.add(new Level(page, 0));
    }

    /** Moves from behind the last element of a leaf to the first of the next leaf that has one. */
    private boolean settle() throws IOException {
        while (here().index >= here().page.count()) {
            path.remove(path.size() - 1);
            while (!path.isEmpty() && here().index + 1 >= here().page.count()) {
                path.remove(path.size() - 1);
            }
            if (path.isEmpty()) {
                return false;
            }
            here().index++;
            limit.take(path.size());
            descendLeft(database.page(here().page.child(here().index)));
        }
        return true;
    }

    private Level here() {
        return path.get(path.size() - 1);
    }

    /** Returns a copy of the key. */
    public byte[] key() {
        return here().page.key(here().index);
    }

    /** Returns the bytes that hold key and value here; not to be changed. */
    public byte[] bytes() {
        return here().page.bytes();
    }

    /** Returns where the key lies in {@link #bytes}; its value follows. */
    public int keyAt() {
        return here().page.keyAt(here().index);
    }

    public int keyLength() {
        return here().page.keyBytes(here().index);
    }

    public int valueLength() {
        return here().page.valueBytes(here().index);
    }

    /** Returns whether this is the key here. */
    public boolean isAt(byte[] key) {
        return here().page.compareKey(here().index, key) == 0;
    }

    /** Returns a read-only view of the value. */
    public ByteBuffer value() {
        return here().page.value(here().index);
    }

    /** Returns a copy of the value. */
    public byte[] valueBytes() {
        return here().page.copyOfValue(here().index);
    }

    public boolean isBucket() {
        return here().page.isBucket(here().index);
    }

    /** Returns the bucket here. */
    public Bucket bucket() throws CorruptDatabase {
        return Bucket.of(database, valueBytes());
    }
}
