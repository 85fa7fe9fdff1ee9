package io.etcdsnapshot.etcd;

import io.etcdsnapshot.testing.BoltFile;
import io.etcdsnapshot.testing.BoltFile.Child;
import io.etcdsnapshot.testing.BoltFile.Entry;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A sound snapshot of any size, made in seconds: every page is in use, which costs a reader the most memory. Its leaves
 * follow one another, then each level of branches, the top one last.
 */
final class LargeSnapshot {
    private static final int PAGE_BYTES = 4096;
    private static final int MANY_KEYS_PER_LEAF = 8;
    private static final int CHILDREN_PER_BRANCH = 100;
    private static final int FIRST_LEAF = 3;

    private final ByteBuffer page = ByteBuffer.allocate(PAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final String values = randomText();
    private final OutputStream out;
    private final int keysPerLeaf;
    private final int valueBytes;
    private final String prefix;
    private final long changedFrom;

    private LargeSnapshot(OutputStream out, int keysPerLeaf, String prefix, long changedFrom) {
        this.out = out;
        this.keysPerLeaf = keysPerLeaf;
        this.valueBytes = (PAGE_BYTES - 16) / keysPerLeaf - 16 - 17;
        this.prefix = prefix;
        this.changedFrom = changedFrom;
    }

    /** @param bytes at least; a few pages of branches come on top */
    static void write(Path file, long bytes) throws IOException {
        write(file, bytes, MANY_KEYS_PER_LEAF, "/registry/large/", Long.MAX_VALUE);
    }

    /**
     * @param prefix of the keys, which end in the numbers of their revisions
     * @param changedFrom keys of this revision and later ones have another value
     */
    static void write(Path file, long bytes, int keysPerLeaf, String prefix, long changedFrom) throws IOException {
        try (OutputStream raw = new BufferedOutputStream(Files.newOutputStream(file), 1024 * 1024);
                DigestOutputStream out = new DigestOutputStream(raw, BoltFile.sha256())) {
            new LargeSnapshot(out, keysPerLeaf, prefix, changedFrom).writePages((int) (bytes / PAGE_BYTES));
            raw.write(out.getMessageDigest().digest());
        }
    }

    private void writePages(int leaves) throws IOException {
        int top = FIRST_LEAF + leaves - 1;
        for (int level = leaves; level > 1; ) {
            level = parents(level);
            top += level;
        }
        for (int meta = 0; meta < 2; meta++) {
            BoltFile.writeMeta(page.clear(), PAGE_BYTES, meta, 2, BoltFile.NO_FREELIST, top + 1L);
            flush();
        }
        List<Entry> root = List.of(Entry.bucket("key", top), Databases.metaBucket());
        BoltFile.writeLeaf(page.clear(), 2, 0, root);
        flush();
        for (int leaf = 0; leaf < leaves; leaf++) {
            BoltFile.writeLeaf(page.clear(), FIRST_LEAF + leaf, 0, entries(leaf));
            flush();
        }
        writeBranches(leaves);
    }

    private void writeBranches(int leaves) throws IOException {
        int firstChild = FIRST_LEAF;
        long keysBelow = keysPerLeaf;
        for (int children = leaves; children > 1; children = parents(children)) {
            int firstParent = firstChild + children;
            for (int parent = 0; parent < parents(children); parent++) {
                List<Child> below = new ArrayList<>();
                int end = Math.min(children, (parent + 1) * CHILDREN_PER_BRANCH);
                for (int child = parent * CHILDREN_PER_BRANCH; child < end; child++) {
                    below.add(new Child(BoltFile.revision(1 + child * keysBelow), firstChild + child));
                }
                BoltFile.writeBranch(page.clear(), firstParent + parent, 0, below);
                flush();
            }
            firstChild = firstParent;
            keysBelow *= CHILDREN_PER_BRANCH;
        }
    }

    private static int parents(int children) {
        return (children + CHILDREN_PER_BRANCH - 1) / CHILDREN_PER_BRANCH;
    }

    private List<Entry> entries(int leaf) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < keysPerLeaf; i++) {
            long revision = 1 + (long) leaf * keysPerLeaf + i;
            long seed = revision < changedFrom ? revision : revision + 1;
            int at = (int) (seed * 7 % (values.length() - valueBytes));
            entries.add(Entry.of(BoltFile.revision(revision), value(revision, at)));
        }
        return entries;
    }

    /** The first version of a key of its own, filled up to the bytes that there are for it. */
    private String value(long revision, int at) {
        String key = prefix + revision;
        int rest =
                valueBytes - BoltFile.keyValue(key, revision, revision, 1, "").length() - 3;
        return BoltFile.keyValue(key, revision, revision, 1, values.substring(at, at + rest));
    }

    private void flush() throws IOException {
        while (page.hasRemaining()) {
            page.put((byte) 0);
        }
        out.write(page.array());
    }

    private static String randomText() {
        Random random = new Random(6);
        char[] text = new char[64 * 1024];
        for (int i = 0; i < text.length; i++) {
            text[i] = (char) random.nextInt(256);
        }
        return new String(text);
    }
}
