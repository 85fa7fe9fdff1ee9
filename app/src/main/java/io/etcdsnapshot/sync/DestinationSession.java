package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Evidence;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.Identifiable;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Lockable;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.Proof;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SpaceAware;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.catalogue.Outcome;
import io.etcdsnapshot.catalogue.Recorder;
import io.etcdsnapshot.crypto.SignatureCheck;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.location.SshLocation;
import io.etcdsnapshot.retention.Purge;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private static final long SPACE_MARGIN = 16L << 20;

    private final Source source;
    private final Location location;
    private final Destination destination;
    private final Claims claims;
    private final Set<BackupSetId> proven;
    private final Clock clock;
    private final Recorder recorder;
    private final Log log;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<DestinationReport.Copied> copied = new ArrayList<>();
    private final List<BackupSetId> removed = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private SyncPlan plan = SyncPlan.NOTHING;
    private boolean isServed;
    private List<BackupSet> there = List.of();

    /** @param proven the sets that this run has proven here, in earlier tries as well; those of this one are added */
    DestinationSession(
            Source source,
            Location location,
            Destination destination,
            Claims claims,
            Set<BackupSetId> proven,
            Recorder recorder,
            Clock clock,
            Log log) {
        this.source = source;
        this.claims = claims;
        this.proven = proven;
        this.destination = destination;
        this.location = location;
        this.recorder = recorder;
        this.clock = clock;
        this.log = log;
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
                served();
                requireNoProblems();
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
            requireNoProblems();
            applyRetention(store);
        } catch (IOException | Failure e) {
            Failure failure = Failure.of(e);
            reachable = !failure.isTransient();
            outcomes.add(recorder.failed(Outcome.SYNC, failure.getMessage(), millisSince(start)));
            throw e;
        } finally {
            // A place that was lost is not waited for again, unless there is more to tell than that.
            if (reachable || outcomes.size() > 1) {
                recorder.append(store, outcomes);
            }
        }
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
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
        Optional<Location> same = identity.flatMap(known -> claims.claimedAs(location, known));
        same.ifPresent(other -> note("the same directory as %s: served once, as that".formatted(other)));
        return same.isPresent();
    }

    private void plan(List<BackupSet> sets) {
        there = new ArrayList<>(sets);
        SyncPlan made = SyncPlan.of(
                        source.sets(), sets, destination.content(), destination.retention(), clock.instant())
                .in(destination.form());
        synchronized (this) {
            plan = made;
        }
        plan.leftOut().forEach(this::warn);
        source.reads()
                .expect(location, plan.missing().stream().flatMap(this::wishes).toList());
    }

    private Stream<SharedReads.Wish> wishes(BackupSet missing) {
        BackupSet set = destination.form().sent(missing);
        return set.files().stream()
                .filter(file -> contentOf(set).covers(file.role()))
                .map(file -> new SharedReads.Wish(set, file.name()));
    }

    private Content contentOf(BackupSet set) {
        return set.content().and(destination.content()).orElseThrow();
    }

    /** Compares the content of sets for which only names and sizes speak so far. */
    private void lookCloser(ReadableStore store, Progress progress) throws IOException, InterruptedException {
        List<SyncPlan.Alike> others = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (SyncPlan.Alike alike : plan.alike()) {
            Optional<Map<FileRole, String>> here = source.hashes(alike.source(), progress);
            Optional<Map<FileRole, String>> there =
                    here.isEmpty() ? Optional.empty() : SetHashes.of(alike.there(), store);
            if (there.isEmpty()) {
                unknown.add(alike.source().id().value());
            } else if (!SetHashes.agree(here.get(), there.get())) {
                others.add(alike);
            }
        }
        if (!unknown.isEmpty()) {
            warn("%s: compared by size alone, as a manifest is missing and a remote host can't hash its files"
                    .formatted(String.join(", ", unknown)));
        }
        synchronized (this) {
            plan = plan.without(others);
        }
    }

    /**
     * Looks for earlier copies one level above, where they lie if the cluster got its own directory only now; on a mirror
     * also for its own sets of the time when it was the node that takes them.
     */
    private void lookForEarlierCopies(Progress progress) {
        Supplier<? extends ReadableStore> above = destination.parent();
        if (above == null || !there.isEmpty() && !(location instanceof SshLocation)) {
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
                note(
                        "%d earlier sets lie in %s, where retention does not see them; to take them along, move them into %s, and remove those that are in both; to remove all but the newest: etcd-snapshot purge %s --keep-last 1"
                                .formatted(earlier, parent.location(), location, parent.location()));
            }
        } catch (IOException | Failure e) {
            log.debug("can't look for earlier sets above %s: %s".formatted(location, e.getMessage()));
        }
    }

    private void copyAll(WritableStore store, Progress progress) throws IOException, InterruptedException {
        for (BackupSet set : plan.missing()) {
            if (!source.isFailed(set)) {
                try {
                    copy(set, store, progress);
                } catch (SourceFailure e) {
                    source.fail(set, e.failure());
                }
            }
        }
        source.reads().forget(location);
        served();
    }

    private synchronized void served() {
        isServed = true;
    }

    private void copy(BackupSet missing, WritableStore store, Progress progress)
            throws IOException, SourceFailure, InterruptedException {
        BackupSet set = destination.form().sent(missing);
        Shipment shipment = source.shipment(set, contentOf(set), progress)
                .in(destination.form().ofSent(set));
        requireSignature(set, shipment, store);
        makeRoom(set, shipment.bytes(), store);
        try {
            send(set, shipment, store, progress);
        } catch (IOException e) {
            // Bytes are free, but no names, or a quota is used up.
            if (!Reason.isFull(e) || !removeFor(set, () -> 1, store)) {
                throw e;
            }
            send(set, shipment, store, progress);
        }
    }

    private void send(BackupSet set, Shipment shipment, WritableStore store, Progress progress)
            throws IOException, SourceFailure, InterruptedException {
        long start = System.nanoTime();
        try (Incoming incoming = store.receive(set.id())) {
            Proof proof = new SetCopy(source, set, shipment, incoming, location, progress).run(there, this::warn);
            requireNotGivenUp();
            BackupSet arrived = incoming.publish(there.stream()
                    .filter(held -> held.id().equals(set.id()) && !held.flat())
                    .findFirst());
            there.removeIf(held -> held.id().equals(set.id()) && !held.flat());
            there.add(arrived);
            long millis = millisSince(start);
            outcomes.add(recorder.copied(arrived, proof.evidence(), millis)
                    .withKinds(source.history(recorder, progress).bytesByKind(set.id())));
            arrived(set.id(), shipment, incoming.bytesSent(), millis, proof.evidence());
        }
    }

    /** A set that is encrypted anew, or split, has another manifest than the one that was signed. */
    private void requireSignature(BackupSet set, Shipment shipment, WritableStore store) {
        if (!shipment.losesSignature()) {
            return;
        }
        String problem = "%s is signed, and its copy in another form is not".formatted(set.id());
        if (store.ability(SignatureCheck.class).isPresent()) {
            throw Failure.refused(problem + ": it would not count there")
                    .hint("sign it again with --signing-key, or leave out --allowed-signers");
        }
        note(problem + " (--signing-key)");
    }

    private synchronized void arrived(
            BackupSetId id, Shipment shipment, long bytesSent, long millis, Evidence evidence) {
        proven.add(id);
        copied.add(new DestinationReport.Copied(
                id, shipment.manifest().content(), shipment.bytes(), bytesSent, millis, evidence));
        log.info("%s: copied %s (evidence: %s)".formatted(location, id, evidence));
    }

    private void makeRoom(BackupSet set, long bytes, WritableStore store) throws IOException, InterruptedException {
        long needed = bytes + SPACE_MARGIN;
        if (lacking(needed, store) <= 0) {
            return;
        }
        removeFor(set, () -> lacking(needed, store), store);
        if (lacking(needed, store) > 0) {
            throw tooLittleSpace(set, SpaceAware.freeBytes(store).orElse(0), needed);
        }
    }

    /** Refuses as copying would, at the first set that there is no room for; only those before it are in the plan then. */
    private void requireRoom(WritableStore store) throws IOException {
        OptionalLong free = SpaceAware.freeBytes(store);
        if (free.isEmpty()) {
            return;
        }
        RoomForecast forecast = RoomForecast.of(
                plan.missing(),
                there,
                free.getAsLong(),
                set -> bytesOf(set) + SPACE_MARGIN,
                this::bytesOf,
                purge(store));
        BackupSet refused = forecast.refused();
        if (refused != null) {
            synchronized (this) {
                plan = plan.only(forecast.fitting());
            }
            throw tooLittleSpace(refused, forecast.free(), forecast.needed());
        }
    }

    private long bytesOf(BackupSet set) {
        return set.files().stream()
                .filter(file -> contentOf(set).covers(file.role()))
                .mapToLong(file -> Math.max(0, file.size()))
                .sum();
    }

    private Failure tooLittleSpace(BackupSet set, long free, long needed) {
        return Failure.refused("too little space for %s: %,d MiB free, %,d MiB needed"
                        .formatted(set.id(), free >> 20, needed >> 20))
                .hint(
                        "keep fewer sets there (pv.retention, sync.retention), or remove some by hand: etcd-snapshot purge %s --keep-last 3"
                                .formatted(location));
    }

    /** Returns whether anything went that retention would remove once the set is there. */
    private boolean removeFor(BackupSet set, Purge.Room room, WritableStore store)
            throws IOException, InterruptedException {
        Collection<BackupSet> gone = purge(store).makeRoom(set, room);
        there.removeAll(gone);
        gone.forEach(this::removed);
        return !gone.isEmpty();
    }

    private static long lacking(long bytes, WritableStore store) throws IOException {
        OptionalLong free = SpaceAware.freeBytes(store);
        return free.isEmpty() ? 0 : bytes - free.getAsLong();
    }

    private void requireNoProblems() {
        if (!plan.problems().isEmpty()) {
            Failure failure = Failure.failed(
                    plan.problems().stream().map(SyncPlan.Problem::text).collect(Collectors.joining("; ")));
            Optional<String> hint = plan.problems().stream()
                    .map(SyncPlan.Problem::hint)
                    .filter(Objects::nonNull)
                    .distinct()
                    .reduce("%s; %s"::formatted);
            throw hint.map(failure::hint).orElse(failure);
        }
    }

    private void applyRetention(WritableStore store) throws IOException, InterruptedException {
        if (!destination.retention().isEmpty()) {
            Purge.Result result = purge(store).runLocked(planned -> {});
            result.removed().forEach(this::removed);
            if (!result.failed().isEmpty()) {
                throw Failure.failed(String.join("; ", result.failed()));
            }
        }
    }

    private Purge purge(WritableStore store) {
        return new Purge(store, destination.retention(), proven, clock, log);
    }

    /** A destination that did not move for too long may come back when nobody expects it any more. */
    private static void requireNotGivenUp() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private synchronized void removed(BackupSet set) {
        removed.add(set.id());
    }

    private synchronized void note(String line) {
        notes.add(line);
        warn(line);
    }

    private void warn(String line) {
        log.warn("%s: %s".formatted(location, line));
    }

    synchronized DestinationReport report() {
        return new DestinationReport(
                location.toString(),
                plan.missing().stream().map(BackupSet::id).toList(),
                List.copyOf(copied),
                plan.alreadyThere(),
                List.copyOf(removed),
                List.copyOf(notes),
                isServed,
                null);
    }
}
