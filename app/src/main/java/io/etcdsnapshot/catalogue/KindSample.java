package io.etcdsnapshot.catalogue;

import io.etcdsnapshot.backup.BackupSetId;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What filled the database of one set, as far as a command counted and remembered it.
 *
 * @param at when the set was taken
 * @param bytesByKind as {@code usage} shows them
 */
public record KindSample(BackupSetId id, Instant at, Map<String, Long> bytesByKind) {
    /** Returns one for each set, oldest first. */
    static List<KindSample> of(Collection<Outcome> outcomes) {
        Map<BackupSetId, KindSample> samples = new TreeMap<>();
        for (Outcome outcome : outcomes) {
            BackupSetId id = outcome.id();
            Map<String, Long> bytes = outcome.bytesByKind();
            if (id != null && bytes != null && !bytes.isEmpty()) {
                samples.putIfAbsent(id, new KindSample(id, id.time(), bytes));
            }
        }
        return List.copyOf(samples.values());
    }

    /** Returns the kinds, those that take the most first. */
    public List<String> kinds() {
        return bytesByKind.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns what all kinds take. */
    public long total() {
        return bytesByKind.values().stream().mapToLong(Long::longValue).sum();
    }
}
