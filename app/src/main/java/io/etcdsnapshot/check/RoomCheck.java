package io.etcdsnapshot.check;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SpaceAware;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.IoSupplier;
import io.etcdsnapshot.retention.RetentionPlan;
import io.etcdsnapshot.retention.RetentionPolicy;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks that a destination has room for one more set like the newest, be it by what retention would remove. */
public final class RoomCheck {
    /** A copy is refused unless this much stays free beside it. */
    private static final long MARGIN = 16L << 20;

    private final Supplier<WritableStore> destination;
    private final IoSupplier<List<BackupSet>> source;
    private final Content content;
    private final RetentionPolicy retention;
    private final Clock clock;

    /**
     * @param destination opens it
     * @param source lists the sets that will be copied there
     * @param content what of each set goes there
     * @param retention applied there; may be empty
     */
    public RoomCheck(
            Supplier<WritableStore> destination,
            IoSupplier<List<BackupSet>> source,
            Content content,
            RetentionPolicy retention,
            Clock clock) {
        this.destination = destination;
        this.source = source;
        this.content = content;
        this.retention = retention;
        this.clock = clock;
    }

    /**
     * @return how much is free and needed
     * @throws Failure if a set like the newest does not fit
     */
    public String look() throws IOException {
        try (WritableStore store = destination.get()) {
            Optional<Listing> listed = store.listIfThere();
            if (listed.isEmpty()) {
                return "nothing is there yet";
            }
            List<BackupSet> there = listed.get().sets();
            OptionalLong free = SpaceAware.freeBytes(store);
            if (free.isEmpty()) {
                return "the location does not tell how much is free";
            }
            Optional<BackupSet> last = newest(there);
            long largest = Math.max(size(last), size(newest(source.get())));
            long needed = largest + MARGIN;
            String figures =
                    "%,d MiB free, %,d MiB needed for one more set".formatted(mib(free.getAsLong()), mib(needed));
            if (largest == 0 || free.getAsLong() >= needed) {
                return figures;
            }
            long removable = last.isEmpty() ? 0 : removableFor(last.get().at(clock.instant()), there);
            if (free.getAsLong() + removable >= needed) {
                return "%s; retention will remove %,d MiB first".formatted(figures, mib(removable));
            }
            throw Failure.failed("too little space: " + figures)
                    .hint(
                            "keep fewer sets there (pv.retention, sync.retention), or remove some by hand: etcd-snapshot purge %s --keep-last 3"
                                    .formatted(store.location()));
        }
    }

    private static Optional<BackupSet> newest(List<BackupSet> sets) {
        return sets.stream().filter(BackupSet::isUsable).min(BackupSet.NEWEST_FIRST);
    }

    private long size(Optional<BackupSet> set) {
        return set.stream()
                .flatMap(each -> each.files().stream())
                .filter(file -> content.covers(file.role()))
                .mapToLong(SetFile::size)
                .sum();
    }

    /** Returns the bytes of the sets that go for a coming one: never the newest, which must outlive a failed copy. */
    private long removableFor(BackupSet coming, List<BackupSet> there) {
        if (retention.isEmpty()) {
            return 0;
        }
        Set<BackupSet> newest = retention.plan(there, clock.instant()).keep().stream()
                .filter(kept -> kept.reasons().contains(RetentionPolicy.NEWEST))
                .map(RetentionPlan.Kept::set)
                .collect(Collectors.toSet());
        List<BackupSet> then = Stream.concat(there.stream(), Stream.of(coming)).toList();
        return retention.plan(then, clock.instant()).remove().stream()
                .filter(set -> !set.equals(coming) && !newest.contains(set))
                .mapToLong(BackupSet::sizeBytes)
                .sum();
    }

    private static long mib(long bytes) {
        return bytes >> 20;
    }
}
