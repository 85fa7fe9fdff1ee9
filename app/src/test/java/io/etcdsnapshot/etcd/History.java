package io.etcdsnapshot.etcd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.etcdsnapshot.testing.BoltFile;
import io.etcdsnapshot.testing.BoltFile.Child;
import io.etcdsnapshot.testing.BoltFile.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * A random history of keys as etcd would have written it, compacted in full or in part, as a database; and what etcd
 * would say of it, by its own rules told once more in the plainest way.
 */
final class History {
    private static final int PAGE_BYTES = 4096;
    private static final int ENTRIES_A_LEAF = 9;

    private record Version(long main, long sub, String key, long created, long version, boolean tombstone) {
        Entry entry() {
            String revision = BoltFile.revision(main, sub) + (tombstone ? "t" : "");
            String value = tombstone
                    ? BoltFile.keyValue(key, 0, 0, 0, "")
                    : key.isEmpty() ? "" : BoltFile.keyValue(key, created, main, version, "value " + main);
            return Entry.of(revision, value);
        }
    }

    private final Random random;
    private final List<Version> versions = new ArrayList<>();
    private final Map<String, Version> live = new TreeMap<>();
    private long main = 1;
    private long finished = -1;
    private long scheduled = -1;

    private History(Random random) {
        this.random = random;
    }

    static History of(long seed) {
        History history = new History(new Random(seed * 0x9E3779B97F4A7C15L));
        int compactions = history.random.nextInt(4);
        for (int i = 0; i < compactions; i++) {
            history.change(history.random.nextInt(40));
            history.compact(history.main - history.random.nextInt(3), Integer.MAX_VALUE);
        }
        history.change(history.random.nextInt(60));
        if (history.random.nextInt(3) == 0) {
            history.bump();
            history.change(history.random.nextInt(5));
        }
        if (history.random.nextInt(3) == 0) {
            history.compact(history.main - history.random.nextInt(5), history.random.nextInt(40));
        }
        if (history.random.nextInt(8) == 0) {
            history.deleteAll();
        }
        return history;
    }

    private void change(int transactions) {
        for (int i = 0; i < transactions; i++) {
            main++;
            Set<String> changed = new HashSet<>();
            for (int sub = 0; sub <= random.nextInt(3); sub++) {
                String key = "key" + random.nextInt(12);
                if (changed.add(key)) {
                    changeKey(key, changed.size() - 1);
                }
            }
        }
    }

    private void changeKey(String key, int sub) {
        Version old = live.get(key);
        if (old != null && random.nextInt(3) == 0) {
            add(new Version(main, sub, key, 0, 0, true));
            live.remove(key);
        } else {
            long created = old == null ? main : old.created;
            Version put = new Version(main, sub, key, created, old == null ? 1 : old.version + 1, false);
            add(put);
            live.put(key, put);
        }
    }

    private void deleteAll() {
        for (String key : List.copyOf(live.keySet())) {
            if (!key.isEmpty()) {
                main++;
                add(new Version(main, 0, key, 0, 0, true));
                live.remove(key);
            }
        }
    }

    private void add(Version version) {
        versions.add(version);
    }

    /** What {@code snapshot restore --bump-revision --mark-compacted} does. */
    private void bump() {
        main += 1000;
        Version bump = new Version(main, 0, "", 0, 0, false);
        add(bump);
        live.put("", bump);
        compact(main, 0);
    }

    /** @param steps how many versions are looked at before it is interrupted */
    private void compact(long revision, int steps) {
        if (revision <= Math.max(1, Math.max(finished, scheduled))) {
            return;
        }
        scheduled = revision;
        Map<String, Version> newest = new HashMap<>();
        versions.stream()
                .filter(version -> version.main <= revision)
                .forEach(version -> newest.put(version.key, version));
        long due = versions.stream().filter(version -> version.main <= revision).count();
        List<Version> seen = versions.subList(0, (int) Math.min(due, steps));
        seen.removeIf(version -> newest.get(version.key) != version
                || (version.tombstone && (version.main < revision || random.nextBoolean())));
        if (steps >= due) {
            finished = revision;
        }
    }

    BoltFile file() {
        int leaves = Math.max(1, (versions.size() + ENTRIES_A_LEAF - 1) / ENTRIES_A_LEAF);
        BoltFile file = new BoltFile(PAGE_BYTES, 4 + leaves).metas(2, BoltFile.NO_FREELIST);
        List<Child> children = new ArrayList<>();
        for (int leaf = 0; leaf < leaves; leaf++) {
            int from = leaf * ENTRIES_A_LEAF;
            Entry[] entries = versions.subList(from, Math.min(versions.size(), from + ENTRIES_A_LEAF)).stream()
                    .map(Version::entry)
                    .toArray(Entry[]::new);
            file.leaf(4 + leaf, 0, entries);
            children.add(new Child(entries.length == 0 ? "" : entries[0].key(), 4 + leaf));
        }
        file.branch(3, 0, children.toArray(Child[]::new));
        return file.leaf(2, 0, Entry.bucket("key", leaves == 1 ? 4 : 3), meta());
    }

    private Entry meta() {
        List<Entry> entries = new ArrayList<>();
        entries.add(Entry.of("consistent_index", "12345678"));
        if (finished >= 0) {
            entries.add(Entry.of("finishedCompactRev", BoltFile.revision(finished)));
        }
        if (scheduled >= 0) {
            entries.add(Entry.of("scheduledCompactRev", BoltFile.revision(scheduled)));
        }
        return Entry.inlineBucket("meta", entries.toArray(Entry[]::new));
    }

    boolean isCompacted() {
        return scheduled >= 0;
    }

    /** As {@code etcdutl snapshot status} of 3.6 counts, but for the key that is none. */
    long liveKeys() {
        Set<String> keys = new HashSet<>();
        for (Version version : versions) {
            if (version.tombstone) {
                keys.remove(version.key);
            } else {
                keys.add(version.key);
            }
        }
        keys.remove("");
        return keys.size();
    }

    boolean hasBump() {
        return live.containsKey("");
    }

    HashKv hashKv() {
        long compacted = Math.max(finished, scheduled);
        Map<String, Version> newest = new HashMap<>();
        versions.forEach(version -> newest.put(version.key, version));
        newest.values().removeIf(Version::tombstone);
        CRC32C crc = new CRC32C();
        crc.update("key".getBytes(ISO_8859_1));
        for (Version version : versions) {
            boolean skipped = version.main <= compacted
                    && ((!newest.isEmpty() && newest.get(version.key) != version)
                            || (version.main == compacted && version.tombstone));
            if (!skipped) {
                crc.update((version.entry().key() + version.entry().value()).getBytes(ISO_8859_1));
            }
        }
        long last = versions.isEmpty() ? 1 : versions.get(versions.size() - 1).main;
        return new HashKv(crc.getValue(), Math.max(1, Math.max(last, compacted)), compacted);
    }

    @Override
    public String toString() {
        return "%s, finished %d, scheduled %d".formatted(versions, finished, scheduled);
    }
}
