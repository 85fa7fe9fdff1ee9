package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.io.IoSupplier;
import io.etcdsnapshot.store.layout.FileTree.Entry;
import io.etcdsnapshot.store.layout.FileTree.Kind;
import io.etcdsnapshot.store.layout.ReadableTree;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a bucket as directories and files, for one listing. A set without its manifest is not shown while its files
 * are this program's own: somebody is writing or removing it.
 */
final class S3Tree implements ReadableTree {
    private static final int AT_ONCE = 16;

    private final S3Client client;
    private final S3Keys keys;

    S3Tree(S3Client client, S3Keys keys) {
        this.client = client;
        this.keys = keys;
    }

    @Override
    public int atOnce() {
        return AT_ONCE;
    }

    @Override
    public List<Entry> entries(String directory) throws IOException {
        return isSetDirectory(directory) ? readably(() -> ofSet(directory)) : level(directory);
    }

    private boolean isSetDirectory(String path) {
        int slash = path.lastIndexOf('/');
        return slash >= 0
                && path.substring(0, slash).equals(keys.root())
                && BackupSetId.parse(path.substring(slash + 1)).isPresent();
    }

    private List<Entry> ofSet(String directory) throws IOException {
        List<Entry> entries = level(directory);
        boolean published = entries.stream().anyMatch(entry -> Companions.isManifest(entry.name()));
        return published ? entries : withoutOwn(directory, entries);
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

    /** Does what concerns one set, whose failure says nothing of the bucket. */
    private static <T> T readably(IoSupplier<T> work) throws IOException {
        try {
            return work.get();
        } catch (S3Exception e) {
            throw e.asUnreadable();
        }
    }

    @Override
    public @Nullable Entry entry(String path) throws IOException {
        return entries(path).isEmpty() ? null : new Entry(path, Kind.DIRECTORY, 0, Instant.EPOCH);
    }

    @Override
    public byte[] read(String path, int maxBytes) throws IOException {
        return readably(() -> {
            try (InputStream in = client.objects().read(keys.key(path))) {
                return in.readNBytes(maxBytes);
            }
        });
    }
}
