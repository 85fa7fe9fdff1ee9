package io.etcdsnapshot.kubernetes.usage;

import io.etcdsnapshot.bbolt.Space;
import io.etcdsnapshot.etcd.SnapshotReader;
import io.etcdsnapshot.kubernetes.resource.KindCatalog;
import io.etcdsnapshot.kubernetes.resource.ResourceKey;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What fills a database. All that the keys take is in {@code total}, and once more by kind and by namespace.
 *
 * @param space what the file's pages are used for
 * @param kinds those that take the most first
 * @param namespaces the same
 * @param largest objects by their newest version, the largest first
 */
public record DatabaseUsage(
        Space space, Tally total, List<Group> kinds, List<Group> namespaces, List<LargeObject> largest) {
    /** Names the objects of no namespace. */
    public static final String CLUSTER_SCOPED = "(cluster-scoped)";

    /** Names keys that are no object's, such as {@code compact_rev_key}; of kinds they have the names of their paths. */
    public static final String NO_OBJECTS = "(other keys)";

    /** Names what is beyond the number of groups that are told apart. */
    public static final String FURTHER = "(further ones)";

    private static final int MOST_GROUPS = 20_000;

    /** Keys that have a kind or a namespace in common. */
    public record Group(String name, Tally tally) {}

    /** @param bytes of its newest version */
    public record LargeObject(ResourceKey key, long bytes) {}

    /** Reads a whole database once. What it remembers of keys is little, and of values nothing. */
    public static DatabaseUsage of(SnapshotReader snapshot, KindCatalog catalog) throws IOException {
        Tally total = new Tally();
        Map<String, Tally> kinds = new HashMap<>();
        Map<String, Tally> namespaces = new HashMap<>();
        LargestObjects largest = new LargestObjects();
        Space space = snapshot.walkBackwards((version, newest) -> {
            long bytes = version.entryBytes();
            boolean live = newest && !version.isTombstone() && version.keyBytes() > 0;
            String etcdKey = version.key();
            ResourceKey key = ResourceKey.parse(etcdKey, catalog).orElse(null);
            String kind = key == null ? path(etcdKey) : key.kind().qualifiedName();
            String namespace = key == null ? NO_OBJECTS : key.namespace().isEmpty() ? CLUSTER_SCOPED : key.namespace();
            total.add(bytes, live);
            group(kinds, kind).add(bytes, live);
            group(namespaces, namespace).add(bytes, live);
            if (live && key != null) {
                largest.add(key, bytes);
            }
        });
        return new DatabaseUsage(space, total, sorted(kinds), sorted(namespaces), largest.largestFirst());
    }

    /** Returns the first two steps of a key that is no object's. */
    private static String path(String etcdKey) {
        int second = etcdKey.indexOf('/', 1);
        int end = second < 0 ? -1 : etcdKey.indexOf('/', second + 1);
        return etcdKey.isEmpty() ? NO_OBJECTS : end < 0 ? etcdKey : etcdKey.substring(0, end);
    }

    private static Tally group(Map<String, Tally> groups, String name) {
        Tally known = groups.get(name);
        if (known != null) {
            return known;
        }
        return groups.computeIfAbsent(groups.size() < MOST_GROUPS ? name : FURTHER, all -> new Tally());
    }

    private static List<Group> sorted(Map<String, Tally> groups) {
        return groups.entrySet().stream()
                .map(group -> new Group(group.getKey(), group.getValue()))
                .sorted(Comparator.comparingLong((Group group) -> group.tally().allBytes())
                        .reversed()
                        .thenComparing(Group::name))
                .toList();
    }

    /** Returns what those kinds take that take the most, and all others together. */
    public Map<String, Long> bytesByKind(int most) {
        Map<String, Long> bytes = new LinkedHashMap<>();
        kinds.stream()
                .limit(most)
                .forEach(kind -> bytes.put(kind.name(), kind.tally().allBytes()));
        kinds.stream()
                .skip(most)
                .forEach(kind -> bytes.merge(FURTHER, kind.tally().allBytes(), Long::sum));
        return bytes;
    }

    /** Returns what leaves take beyond keys and values: headers, and room that is not filled. */
    public long unfilledBytes() {
        return space.leafBytes() - space.contentBytes();
    }
}
