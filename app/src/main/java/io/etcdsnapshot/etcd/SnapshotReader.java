package io.etcdsnapshot.etcd;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Looks single entries up in a database that was proven whole before, at the cost of a few pages each; with or without
 * the trailer that a snapshot has.
 */
public final class SnapshotReader implements Closeable {
    private static final String KEY_BUCKET = "key";
    /** A revision with a {@code t} behind it: the key was deleted. */
    private static final int TOMBSTONE_BYTES = 18;

    private final FileChannel channel;
    private final Meta meta;

    /** A bucket has a root page, or is so small that it lies inline in its parent. */
    private record Bucket(long root, @Nullable ByteBuffer inline) {}

    private record Entry(ByteBuffer key, ByteBuffer value) {}

    private SnapshotReader(FileChannel channel, Meta meta) {
        this.channel = channel;
        this.meta = meta;
    }

    /** @throws IOException also if the file is no bbolt database */
    public static SnapshotReader open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file);
        try {
            Meta first = Meta.parse(read(channel, 0, Meta.BYTES), 0);
            Meta second = first == null ? null : Meta.parse(read(channel, first.pageSize(), Meta.BYTES), 1);
            if (first == null || second == null) {
                throw new IOException(file + " is no bbolt database");
            }
            return new SnapshotReader(channel, first.txid() > second.txid() ? first : second);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** How many keys each bucket has; for {@code key}, the versions of all keys. */
    public Map<String, Long> keysPerBucket() throws IOException {
        Map<String, Long> counts = new TreeMap<>();
        for (Entry entry : leafEntries(page(meta.root()))) {
            Bucket bucket = bucket(entry.value());
            counts.put(text(entry.key()), bucket.inline() != null ? count(bucket.inline()) : count(bucket.root()));
        }
        return counts;
    }

    /** Versions of keys from all over the database, chosen by {@code random}, deletions left out. */
    public List<StoredKey> sample(int size, RandomGenerator random) throws IOException {
        List<StoredKey> sample = new ArrayList<>();
        Optional<Bucket> keys = find(KEY_BUCKET);
        for (int i = 0; i < size && keys.isPresent(); i++) {
            ByteBuffer page = top(keys.get());
            while (isBranch(page)) {
                page = page(child(page, random.nextInt(count(page))));
            }
            int count = count(page);
            if (count > 0) {
                Entry entry = leafEntry(page, random.nextInt(count));
                if (entry.key().remaining() < TOMBSTONE_BYTES) {
                    sample.add(StoredKey.parse(entry.value()));
                }
            }
        }
        return sample;
    }

    /** Up to here, versions that were replaced are gone or going; 0 if etcd never compacted. */
    public long compactRevision() throws IOException {
        long revision = 0;
        for (String name : List.of("scheduledCompactRev", "finishedCompactRev")) {
            ByteBuffer value = value("meta", name);
            revision = Math.max(revision, value == null ? 0 : value.getLong(value.position()));
        }
        return revision;
    }

    /** Whether etcd asks everybody for a password. */
    public boolean authEnabled() throws IOException {
        ByteBuffer value = value("auth", "authEnabled");
        return value != null && value.hasRemaining() && value.get(value.position()) == 1;
    }

    /** The value of a key in a bucket of one page, big-endian as etcd's own numbers are. */
    private @Nullable ByteBuffer value(String bucket, String key) throws IOException {
        Optional<Bucket> found = find(bucket);
        if (found.isPresent()) {
            for (Entry entry : leafEntries(top(found.get()))) {
                if (text(entry.key()).equals(key)) {
                    return entry.value().order(ByteOrder.BIG_ENDIAN);
                }
            }
        }
        return null;
    }

    private Optional<Bucket> find(String name) throws IOException {
        return leafEntries(page(meta.root())).stream()
                .filter(entry -> text(entry.key()).equals(name))
                .findFirst()
                .map(entry -> bucket(entry.value()));
    }

    private static Bucket bucket(ByteBuffer value) {
        long root = value.getLong(value.position());
        return new Bucket(
                root,
                root == 0
                        ? slice(value, PageRun.BUCKET_HEADER_BYTES, value.remaining() - PageRun.BUCKET_HEADER_BYTES)
                        : null);
    }

    private ByteBuffer top(Bucket bucket) throws IOException {
        return bucket.inline() != null ? bucket.inline() : page(bucket.root());
    }

    private long count(long root) throws IOException {
        if (!isBranch(read(channel, root * meta.pageSize(), PageRun.HEADER_BYTES))) {
            return count(read(channel, root * meta.pageSize(), PageRun.HEADER_BYTES));
        }
        ByteBuffer page = page(root);
        long keys = 0;
        for (int i = 0; i < count(page); i++) {
            keys += count(child(page, i));
        }
        return keys;
    }

    private ByteBuffer page(long number) throws IOException {
        long at = number * meta.pageSize();
        int overflow = read(channel, at, PageRun.HEADER_BYTES).getInt(12);
        return read(channel, at, Math.multiplyExact(overflow + 1, meta.pageSize()));
    }

    private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                throw new EOFException("the database ends too early");
            }
        }
        return buffer.flip();
    }

    private static boolean isBranch(ByteBuffer page) {
        return (page.getShort(8) & PageRun.BRANCH) != 0;
    }

    private static int count(ByteBuffer page) {
        return page.getChar(10);
    }

    private static long child(ByteBuffer branch, int index) {
        return branch.getLong(PageRun.HEADER_BYTES + index * PageRun.ELEMENT_BYTES + 8);
    }

    private static List<Entry> leafEntries(ByteBuffer leaf) throws IOException {
        if (isBranch(leaf)) {
            throw new IOException("more buckets than etcd has");
        }
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count(leaf); i++) {
            entries.add(leafEntry(leaf, i));
        }
        return entries;
    }

    private static Entry leafEntry(ByteBuffer leaf, int index) {
        int element = PageRun.HEADER_BYTES + index * PageRun.ELEMENT_BYTES;
        int key = element + leaf.getInt(element + 4);
        int keyBytes = leaf.getInt(element + 8);
        return new Entry(slice(leaf, key, keyBytes), slice(leaf, key + keyBytes, leaf.getInt(element + 12)));
    }

    private static ByteBuffer slice(ByteBuffer buffer, int at, int length) {
        return buffer.slice(at, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
