package io.etcdsnapshot.kubernetes.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcdsnapshot.etcd.KeyValue;
import io.etcdsnapshot.etcd.Revision;
import io.etcdsnapshot.kubernetes.resource.ResourceKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the versions in which two snapshots differ, and tells which objects were added, removed and changed. */
public final class SnapshotDiff {
    private final ComparedSnapshot before;
    private final ComparedSnapshot after;
    private final ChangeFilter filter;
    private final ObjectComparison comparison;
    private final List<ObjectChange> changes = new ArrayList<>();
    private long leftOut;
    private long otherKeys;

    /**
     * The outcome.
     *
     * @param changes by namespace, kind and name
     * @param leftOut objects of which only changed what changes on its own
     * @param otherKeys changed keys that are no object's
     */
    public record Outcome(List<ObjectChange> changes, long leftOut, long otherKeys) {}

    /** @param withDiffs whether each change is shown as a unified diff too */
    public SnapshotDiff(ComparedSnapshot before, ComparedSnapshot after, ChangeFilter filter, boolean withDiffs) {
        this.before = before;
        this.after = after;
        this.filter = filter;
        this.comparison = new ObjectComparison(before.name(), after.name(), filter, withDiffs);
    }

    /** @param keys of both snapshots, all of them handed in */
    public Outcome of(KeyChanges keys) throws IOException {
        keys.finish();
        for (int i = 0; i < keys.count(); i++) {
            compare(keys.before(i), keys.after(i));
        }
        changes.sort(ObjectChange.ORDER);
        return new Outcome(changes, leftOut, otherKeys);
    }

    private void compare(@Nullable Revision earlier, @Nullable Revision later) throws IOException {
        ComparedSnapshot side = later == null ? before : after;
        KeyValue known = side.read(later == null ? Objects.requireNonNull(earlier) : later);
        Optional<ResourceKey> parsed = ResourceKey.parse(new String(known.key(), UTF_8), side.kinds());
        if (parsed.isEmpty()) {
            otherKeys++;
            return;
        }
        ResourceKey key = parsed.get();
        if (!filter.asksFor(key)) {
            return;
        }
        if (filter.isNoise(key)) {
            leftOut++;
            return;
        }
        if (earlier == null || later == null) {
            ObjectVersion version = ObjectVersion.of(key, known, side.objects());
            changes.add(
                    later == null
                            ? comparison.change(ObjectChange.Type.REMOVED, key, version, ObjectVersion.ABSENT)
                            : comparison.change(ObjectChange.Type.ADDED, key, ObjectVersion.ABSENT, version));
            return;
        }
        KeyValue old = before.read(earlier);
        if (Arrays.equals(old.value(), known.value()) && !filter.noise()) {
            leftOut++;
            return;
        }
        ObjectVersion oldVersion = ObjectVersion.of(key, old, before.objects());
        ObjectVersion newVersion = ObjectVersion.of(key, known, after.objects());
        if (comparison.areSame(oldVersion, newVersion)) {
            leftOut++;
        } else {
            changes.add(comparison.change(ObjectChange.Type.CHANGED, key, oldVersion, newVersion));
        }
    }
}
