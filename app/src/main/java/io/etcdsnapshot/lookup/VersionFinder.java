package io.etcdsnapshot.lookup;

import io.etcdsnapshot.bbolt.CorruptDatabase;
import io.etcdsnapshot.etcd.LongHashSet;
import io.etcdsnapshot.etcd.Revision;
import io.etcdsnapshot.etcd.RevisionCursor;
import io.etcdsnapshot.etcd.RevisionView;
import io.etcdsnapshot.etcd.SnapshotReader;
import io.etcdsnapshot.etcd.SnapshotReader.DamageHandler;
import io.etcdsnapshot.kubernetes.resource.KindCatalog;
import io.etcdsnapshot.kubernetes.resource.ResourceKey;
import io.etcdsnapshot.kubernetes.resource.ResourceKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the versions that a query is about, in the order of kinds, namespaces and names, a part at a time: there may be
 * more of them than fit into memory. etcd keeps versions in the order they were written, so each part takes a walk.
 */
final class VersionFinder {
    /** Of the heap, for each version of a part. */
    private static final int BYTES_EACH = 1500;

    private static final int FEWEST = 1000;

    private final SnapshotReader reader;
    private final Query query;
    private final KindCatalog catalog;
    private final int most;
    private final List<ResourceKind> ranks = new ArrayList<>();
    private final Map<Target, Long> deletions = new HashMap<>();
    private boolean complete;

    VersionFinder(SnapshotReader reader, Query query, KindCatalog catalog) {
        this(reader, query, catalog, (int) Math.min(
                Integer.MAX_VALUE / 2, Math.max(FEWEST, Runtime.getRuntime().maxMemory() / BYTES_EACH)));
    }

    /** @param most versions of a part */
    VersionFinder(SnapshotReader reader, Query query, KindCatalog catalog, int most) {
        this.reader = reader;
        this.query = query;
        this.catalog = catalog;
        this.most = most;
        query.targets().forEach(target -> target.kinds().stream()
                .filter(kind -> !ranks.contains(kind))
                .forEach(ranks::add));
    }

    /** Returns the versions that are at some of these places, which were noted on an earlier walk. */
    List<FoundVersion> among(List<Revision> places, RevisionCursor cursor, DamageHandler damages) throws IOException {
        TreeSet<FoundVersion> found = new TreeSet<>(FoundVersion.ORDER);
        LongHashSet seen = new LongHashSet(0);
        for (int i = places.size(); i-- > 0; ) {
            try {
                if (places.get(i).main() <= query.moment() && cursor.find(places.get(i))) {
                    find(cursor.view(), seen).ifPresent(found::add);
                }
            } catch (CorruptDatabase e) {
                damages.handle(e);
            }
        }
        return List.copyOf(found);
    }

    /** Returns the first versions behind one; of nothing, the first of all. */
    List<FoundVersion> after(@Nullable FoundVersion last, DamageHandler damages) throws IOException {
        TreeSet<FoundVersion> part = new TreeSet<>(FoundVersion.ORDER);
        LongHashSet seen = new LongHashSet(0);
        complete = true;
        reader.walkKeys(
                true,
                version -> {
                    if (version.main() <= query.moment()) {
                        find(version, seen)
                                .filter(found -> last == null || FoundVersion.ORDER.compare(found, last) > 0)
                                .ifPresent(found -> add(found, part));
                    }
                },
                damages);
        return List.copyOf(part);
    }

    /** Returns whether the last part was the last of all. */
    boolean isComplete() {
        return complete;
    }

    /** Returns the revision that deleted the object of a name, if the newest version of it is that. */
    Optional<Long> deletion(Target target) {
        return Optional.ofNullable(deletions.get(target));
    }

    /** @param seen the keys of which a newer version was met */
    private Optional<FoundVersion> find(RevisionView version, LongHashSet seen) {
        Optional<ResourceKey> key = ResourceKey.parse(version.key(), catalog);
        int target = key.map(query::targetOf).orElse(-1);
        if (target < 0) {
            return Optional.empty();
        }
        Change change = Change.of(version);
        boolean newest = seen.add(version.keyHash());
        if (change == Change.DELETED && newest) {
            deletions.putIfAbsent(query.targets().get(target), version.main());
        }
        if (!query.allVersions() && (!newest || change == Change.DELETED)) {
            return Optional.empty();
        }
        return Optional.of(new FoundVersion(
                ranks.indexOf(key.get().kind()),
                key.get(),
                version.revision(),
                version.createRevision(),
                change,
                version.valueBytes()));
    }

    private void add(FoundVersion found, NavigableSet<FoundVersion> part) {
        part.add(found);
        if (part.size() > most) {
            part.pollLast();
            complete = false;
        }
    }
}
