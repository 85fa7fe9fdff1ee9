package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Brings to every destination the sets it lacks, proves each where it landed, and then applies that destination's
 * retention. Nothing is ever removed because the source lacks it, and nothing where something failed.
 */
public final class Synchronizer {
    /**
     * @param failedSets of the source, that are not whole or could not be read, with the reason
     */
    public record Result(List<DestinationReport> destinations, List<String> failedSets) {}

    private final ReadableStore from;
    private final List<Destination> destinations;
    private final Function<Manifest, String> manifestJson;
    private final Duration stall;
    private final Clock clock;
    private final Log log;

    /** @param stall how long a destination may make no progress before it is given up */
    public Synchronizer(
            ReadableStore from,
            List<Destination> destinations,
            Function<Manifest, String> manifestJson,
            Duration stall,
            Clock clock,
            Log log) {
        this.from = from;
        this.destinations = List.copyOf(destinations);
        this.manifestJson = manifestJson;
        this.stall = stall;
        this.clock = clock;
        this.log = log;
    }

    /** @throws Failure if the source can't be read; what goes wrong at a destination is in the result */
    public Result run(boolean dryRun) throws Unreadable, InterruptedException {
        Listing listing = from.list();
        List<Target> targets = destinations.stream()
                .map(destination -> new Target(destination, stall, log))
                .toList();
        List<String> failedSets = new ArrayList<>();
        listing.sets().stream()
                .filter(set -> !set.isUsable())
                .forEach(set ->
                        log.warn("%s in %s is not sent: %s".formatted(set.id(), from.location(), set.problem())));
        requireAGoodOne(listing.sets());
        try {
            Target.forAll(targets, target -> target.open(listing.sets(), clock, dryRun));
            if (!dryRun) {
                for (BackupSet set : missingAnywhere(targets)) {
                    copy(set, listing.sets(), targets, failedSets);
                }
                Target.forAll(targets, target -> target.applyRetention(clock));
            }
            return new Result(targets.stream().map(Target::report).toList(), failedSets);
        } finally {
            targets.forEach(Target::close);
        }
    }

    /** There are sets, and nothing can be copied: that is no success. */
    private void requireAGoodOne(List<BackupSet> sets) {
        if (sets.stream().noneMatch(set -> set.isUsable())) {
            sets.stream().min(BackupSet.NEWEST_FIRST).ifPresent(newest -> {
                throw Failure.failed("no set in %s can be sent; of the newest, %s: %s"
                        .formatted(from.location(), newest.id(), newest.problem()));
            });
        }
    }

    private void copy(BackupSet set, List<BackupSet> source, List<Target> targets, List<String> failedSets)
            throws InterruptedException {
        List<Target> lacking =
                targets.stream().filter(target -> target.lacks(set)).toList();
        if (lacking.isEmpty()) {
            return;
        }
        try {
            new SetCopy(from, set, source, lacking, manifestJson, stall).run();
        } catch (Failure e) {
            log.warn("%s: %s".formatted(set.id(), e.getMessage()));
            failedSets.add("%s: %s".formatted(set.id(), e.getMessage()));
        }
    }

    private static Set<BackupSet> missingAnywhere(List<Target> targets) {
        Set<BackupSet> missing = new LinkedHashSet<>();
        targets.stream()
                .filter(Target::isWorking)
                .map(target -> target.plan().missing())
                .filter(sets -> !sets.isEmpty())
                .forEach(sets -> missing.add(sets.get(0)));
        targets.stream()
                .filter(Target::isWorking)
                .forEach(target -> missing.addAll(target.plan().missing()));
        return missing;
    }
}
