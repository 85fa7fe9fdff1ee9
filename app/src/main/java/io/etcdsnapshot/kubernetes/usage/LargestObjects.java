package io.etcdsnapshot.kubernetes.usage;

import io.etcdsnapshot.kubernetes.resource.ResourceKey;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps the objects whose newest version takes the most. */
final class LargestObjects {
    private static final int MOST = 10;
    private static final Comparator<DatabaseUsage.LargeObject> BY_SIZE =
            Comparator.comparingLong(DatabaseUsage.LargeObject::bytes);

    private final PriorityQueue<DatabaseUsage.LargeObject> largest = new PriorityQueue<>(MOST + 1, BY_SIZE);

    void add(ResourceKey key, long bytes) {
        if (largest.size() < MOST || bytes > largest.element().bytes()) {
            largest.add(new DatabaseUsage.LargeObject(key, bytes));
            if (largest.size() > MOST) {
                largest.remove();
            }
        }
    }

    List<DatabaseUsage.LargeObject> largestFirst() {
        return largest.stream().sorted(BY_SIZE.reversed()).toList();
    }
}
