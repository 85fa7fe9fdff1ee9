package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Identifiable;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Lockable;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SpaceAware;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.catalogue.Outcome;
import io.etcdsnapshot.catalogue.Recorder;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.location.SshLocation;
import io.etcdsnapshot.retention.Purge;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One try at one destination, from its lock to its retention. It runs on a thread of its own and touches nobody else's;
 * what it has done so far can be asked for from any thread, at any time.
 */
final class DestinationSession {
    private final Source source;
    private final Location location;
    private final Destination destination;
    private final DistinctPlaces places;
    private final Clock clock;
    private final Recorder recorder;
    private final Log log;
    private final RunningReport report;
    private SyncPlan plan = SyncPlan.NOTHING;
    private List<BackupSet> there = List.of();

    /** @param proven the sets that this run has proven here, in earlier tries as well; those of this one are added */
    DestinationSession(
            Source source,
            Location location,
            Destination destination,
            DistinctPlaces places,
            Set<BackupSetId> proven,
            Recorder recorder,
            Clock clock,
            Log log) {
        this.source = source;
        this.places = places;
        this.destination = destination;
        this.location = location;
        this.recorder = recorder;
        this.clock = clock;
        this.log = log;
        this.report = new RunningReport(location, proven, log);
    }

    /**
     * @return true
     * @throws Failure what this destination fails with; what was done until then is in the report
     */
    boolean run(boolean dryRun, Progress progress) throws IOException, InterruptedException {
        try (WritableStore store = destination.opener().get()) {
            store.reportTo(progress);
            if (dryRun) {
                if (isServedElsewhere(store)) {
                    return true;
                }
                Optional<Listing> listed = store.listIfThere();
                plan(listed.map(Listing::sets).orElse(List.of()));
                lookCloser(store, progress);
                if (listed.isPresent() || store.isLocal()) {
                    requireRoom(store);
                }
                report.served();
                SyncProblem.requireNone(plan.problems());
                return true;
            }
            store.prepare();
            if (isServedElsewhere(store)) {
                return true;
            }
            try (Lockable.Lock lock = Lockable.lock(store, "sync")) {
                store.clearLeftovers(lock.isExclusive());
                plan(store.list().sets());
                lookCloser(store, progress);
                lookForEarlierCopies(progress);
                copyAndRemember(store, progress);
            }
            return true;
        } finally {
            source.reads().forget(location);
        }
    }

    private void copyAndRemember(WritableStore store, Progress progress) throws IOException, InterruptedException {
        long start = System.nanoTime();
        boolean reachable = true;
        try {
            copyAll(store, progress);
            SyncProblem.requireNone(plan.problems());
            applyRetention(store);
        } catch (IOException | Failure e) {
            Failure failure = Failure.of(e);
            reachable = !failure.isTransient();
            report.outcomes()
                    .add(recorder.failed(Outcome.SYNC, failure.getMessage(), (System.nanoTime() - start) / 1_000_000));
            throw e;
        } finally {
            // A place that was lost is not waited for again, unless there is more to tell than that.
            if (reachable || report.outcomes().size() > 1) {
                recorder.append(store, report.outcomes());
            }
        }
    }

    /**
     * Returns whether another destination of the run is the same directory, which one retention is enough for.
     *
     * @throws Failure if it is the source under another name, where retention would remove the source's sets
     */
    private boolean isServedElsewhere(ReadableStore store) throws IOException {
        Optional<String> identity = Identifiable.identity(store);
        if (identity.isPresent() && identity.equals(Identifiable.identity(source.store()))) {
            throw Failure.wrongUsage("%s is the source under another name".formatted(location));
        }
        Optional<Location> same = identity.flatMap(known -> places.claimedAs(location, known));
        same.ifPresent(other -> report.note("the same directory as %s: served once, as that".formatted(other)));
        return same.isPresent();
    }

    private void plan(List<BackupSet> sets) {
        there = new ArrayList<>(sets);
        plan = SyncPlan.of(source.sets(), sets, destination.content(), destination.retention(), clock.instant())
                .in(destination.form());
        report.plan(plan);
        plan.leftOut().forEach(report::warn);
        source.reads()
                .expect(location, plan.missing().stream().flatMap(this::wishes).toList());
    }

    private Stream<SharedReads.Wish> wishes(BackupSet missing) {
        BackupSet set = destination.form().sent(missing);
        return set.files().stream()
                .filter(file -> destination.contentOf(set).covers(file.role()))
                .map(file -> new SharedReads.Wish(set, file.name()));
    }

    /** Compares the content of sets for which only names and sizes speak so far. */
    private void lookCloser(ReadableStore store, Progress progress) throws IOException, InterruptedException {
        SetHashes.Comparison compared = SetHashes.compare(plan.alike(), source, store, progress);
        if (!compared.unknown().isEmpty()) {
            report.warn("%s: compared by size alone, as a manifest is missing and a remote host can't hash its files"
                    .formatted(String.join(", ", compared.unknown())));
        }
        plan = plan.without(compared.others());
        report.plan(plan);
    }

    /** Refuses as copying would, at the first set that there is no room for; only those before it are in the plan then. */
    private void requireRoom(WritableStore store) throws IOException {
        OptionalLong free = SpaceAware.freeBytes(store);
        if (free.isEmpty()) {
            return;
        }
        RoomForecast forecast =
                RoomForecast.of(plan.missing(), there, free.getAsLong(), destination::bytesOf, purge(store));
        BackupSet refused = forecast.refused();
        if (refused != null) {
            plan = plan.only(forecast.fitting());
            report.plan(plan);
            throw SpaceFor.tooLittle(refused, store, forecast.free(), forecast.needed());
        }
    }

    /**
     * Looks for earlier copies one level above, where they lie if the cluster got its own directory only now; on a mirror
     * also for its own sets of the time when it was the node that takes them.
     */
    private void lookForEarlierCopies(Progress progress) {
        Supplier<? extends ReadableStore> above = destination.parent();
        if (above == null || (!there.isEmpty() && !(location instanceof SshLocation))) {
            return;
        }
        Set<String> clusters = source.sets().stream()
                .flatMap(set -> Stream.ofNullable(set.clusterId()))
                .collect(Collectors.toSet());
        try (ReadableStore parent = above.get()) {
            parent.reportTo(progress);
            long earlier = parent.list().sets().stream()
                    .filter(set -> there.isEmpty() || clusters.contains(set.clusterId()))
                    .count();
            if (earlier > 0) {
                report.note(
                        "%d earlier sets lie in %s, where retention does not see them; to take them along, move them into %s, and remove those that are in both; to remove all but the newest: etcd-snapshot purge %s --keep-last 1"
                                .formatted(earlier, parent.location(), location, parent.location()));
            }
        } catch (IOException | Failure e) {
            log.debug("can't look for earlier sets above %s: %s".formatted(location, e.getMessage()));
        }
    }

    private void copyAll(WritableStore store, Progress progress) throws IOException, InterruptedException {
        SetDelivery delivery = new SetDelivery(source, destination, store, () -> purge(store), there, recorder, report);
        for (BackupSet set : plan.missing()) {
            if (!source.isFailed(set)) {
                try {
                    delivery.deliver(set, progress);
                } catch (SourceFailure e) {
                    source.fail(set, e.failure());
                }
            }
        }
        source.reads().forget(location);
        report.served();
    }

    private void applyRetention(WritableStore store) throws IOException, InterruptedException {
        if (!destination.retention().isEmpty()) {
            Purge.Result result = purge(store).runLocked(planned -> {});
            report.removed(result.removed());
            if (!result.failed().isEmpty()) {
                throw Failure.failed(String.join("; ", result.failed()));
            }
        }
    }

    private Purge purge(WritableStore store) {
        return new Purge(store, destination.retention(), report.proven(), clock, log);
    }

    DestinationReport report() {
        return report.soFar();
    }
}
