package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.store.layout.FileTree.Entry;
import io.etcdsnapshot.store.layout.FileTree.Kind;
import io.etcdsnapshot.store.layout.ReadableTree;
import io.etcdsnapshot.store.layout.foreign.ForeignDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a bucket as directories and files, for one listing. A set without its manifest is not shown while its files
 * are this program's own: somebody is writing or removing it. The directories of sets are read several at once, ahead of
 * the questions.
 */
final class S3Tree implements ReadableTree {
    private static final int AT_ONCE = 8;
    private static final int MAX_MANIFEST_BYTES = 1 << 20;

    /** A set's directory as it was read ahead; without a manifest if there is none. */
    private record SetDirectory(List<Entry> entries, byte @Nullable [] manifest) {}

    private final S3Client client;
    private final S3Keys keys;
    private final Map<String, CompletableFuture<SetDirectory>> ahead = new ConcurrentHashMap<>();

    S3Tree(S3Client client, S3Keys keys) {
        this.client = client;
        this.keys = keys;
    }

    @Override
    public List<Entry> entries(String directory) throws IOException {
        CompletableFuture<SetDirectory> known = ahead.get(directory);
        if (known != null) {
            return get(known).entries();
        }
        List<Entry> entries = level(directory);
        if (directory.equals(keys.root())) {
            readAhead(directory, entries);
        }
        return entries;
    }

    private List<Entry> level(String directory) throws S3Exception {
        String prefix = keys.prefix(directory);
        S3Object.Level level = client.lists().level(prefix, "/");
        List<Entry> entries = new ArrayList<>();
        for (S3Object object : level.objects()) {
            String name = object.key().substring(prefix.length());
            // A key that ends with a slash is what consoles make of a directory.
            if (!name.isEmpty()) {
                entries.add(new Entry(name, Kind.FILE, object.size(), object.modified()));
            }
        }
        for (String each : level.prefixes()) {
            String name = each.substring(prefix.length(), each.length() - 1);
            if (!name.isEmpty()) {
                entries.add(new Entry(name, Kind.DIRECTORY, 0, Instant.EPOCH));
            }
        }
        return entries;
    }

    private void readAhead(String directory, List<Entry> entries) {
        ExecutorService readers = Executors.newFixedThreadPool(AT_ONCE, S3Tree::daemon);
        for (Entry entry : entries) {
            if (entry.kind() == Kind.DIRECTORY
                    && (isSetDirectory(entry.name())
                            || ForeignDirectory.of(entry.name()).isPresent())) {
                String path = directory + "/" + entry.name();
                ahead.put(path, CompletableFuture.supplyAsync(() -> readUnchecked(path), readers));
            }
        }
        readers.shutdown();
    }

    private static boolean isSetDirectory(String name) {
        return BackupSetId.parse(name).isPresent();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "s3-list");
        thread.setDaemon(true);
        return thread;
    }

    private SetDirectory readUnchecked(String path) {
        try {
            List<Entry> entries = level(path);
            boolean published = entries.stream().anyMatch(entry -> entry.name().equals(Manifest.FILE_NAME));
            boolean theirs = !isSetDirectory(path.substring(path.lastIndexOf('/') + 1));
            if (theirs && !published) {
                return new SetDirectory(entries, null);
            }
            return published
                    ? new SetDirectory(entries, content(path + "/" + Manifest.FILE_NAME, MAX_MANIFEST_BYTES))
                    : new SetDirectory(withoutOwn(path, entries), null);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private List<Entry> withoutOwn(String path, List<Entry> entries) throws IOException {
        List<Entry> others = new ArrayList<>();
        for (Entry entry : entries) {
            boolean own = entry.kind() == Kind.FILE
                    && client.objects()
                            .head(keys.key(path + "/" + entry.name()))
                            .map(S3Objects.Head::own)
                            .orElse(true);
            if (!own) {
                others.add(entry);
            }
        }
        return others;
    }

    private static SetDirectory get(CompletableFuture<SetDirectory> read) throws IOException {
        try {
            return read.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof IOException io ? unreadable(io) : new IOException(e.getCause());
        }
    }

    private static IOException unreadable(IOException e) {
        return e instanceof S3Exception failure ? failure.asUnreadable() : Unreadable.of("the bucket", e);
    }

    @Override
    public @Nullable Entry entry(String path) throws IOException {
        return entries(path).isEmpty() ? null : new Entry(path, Kind.DIRECTORY, 0, Instant.EPOCH);
    }

    @Override
    public byte[] read(String path, int maxBytes) throws IOException {
        String directory = path.substring(0, path.lastIndexOf('/'));
        CompletableFuture<SetDirectory> known = ahead.get(directory);
        byte[] manifest = known == null || !path.endsWith("/" + Manifest.FILE_NAME)
                ? null
                : get(known).manifest();
        return manifest == null ? content(path, maxBytes) : manifest;
    }

    private byte[] content(String path, int maxBytes) throws IOException {
        try (InputStream in = client.objects().read(keys.key(path))) {
            return in.readNBytes(maxBytes);
        }
    }
}
