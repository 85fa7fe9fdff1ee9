package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.catalogue.Recorder;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.Backoff;
import io.etcdsnapshot.io.RunTogether;
import io.etcdsnapshot.io.RunTogether.Outcome;
import io.etcdsnapshot.location.Location;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Brings to every destination the sets it lacks, proves each where it landed, and then applies that destination's
 * retention. Each destination is found, served and, where that can help, tried again on its own: none waits for another.
 * Nothing is ever removed because the source lacks it, and nothing where something failed.
 */
public final class Synchronizer {
    /**
     * @param stall how long a place may make no progress before it is given up
     * @param retryFor how long to try again what failed transiently, counted from the start; zero to try once
     * @param allowEmpty whether a source without any set is in order
     * @param dryRun whether only to say what would be copied
     */
    public record Options(Duration stall, Duration retryFor, boolean allowEmpty, boolean dryRun) {}

    /**
     * @param firstPause before the second try
     * @param together how long a destination waits for the others that need the same file
     * @param tolerated how long those that read a file together wait for the slowest, before it is left behind
     */
    record Pace(Duration firstPause, Duration together, Duration tolerated) {
        static final Pace USUAL = new Pace(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(1));
    }

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    /** A file system that does not say within it what a link leads to is not asked again before work begins. */
    private static final Duration FOLLOWING_LINKS = Duration.ofSeconds(2);

    private final ReadableStore from;
    private final Function<Location, Destination> destinations;
    private final Function<Manifest, String> manifestJson;
    private final Options options;
    private final Pace pace;
    private final Recorder recorder;
    private final Clock clock;
    private final Log log;
    private final Set<String> claimed = ConcurrentHashMap.newKeySet();
    private final Claims claims = new Claims();
    private final long start = System.nanoTime();

    public Synchronizer(
            ReadableStore from,
            Function<Location, Destination> destinations,
            Function<Manifest, String> manifestJson,
            Options options,
            Recorder recorder,
            Clock clock,
            Log log) {
        this(from, destinations, manifestJson, options, Pace.USUAL, recorder, clock, log);
    }

    Synchronizer(
            ReadableStore from,
            Function<Location, Destination> destinations,
            Function<Manifest, String> manifestJson,
            Options options,
            Pace pace,
            Recorder recorder,
            Clock clock,
            Log log) {
        this.from = from;
        this.destinations = destinations;
        this.manifestJson = manifestJson;
        this.options = options;
        this.pace = pace;
        this.recorder = recorder;
        this.clock = clock;
        this.log = log;
    }

    /**
     * @return a report for each destination over all tries, and one for each request that was not found
     * @throws Failure if the source can't be read or has nothing to copy, or is a destination itself; what goes wrong at a
     *     destination is in the result
     */
    public SyncResult run(List<DestinationRequest> wanted) throws InterruptedException {
        List<DestinationRequest> distinct = distinct(wanted);
        Listing listing = listSource();
        requireUsable(listing);
        List<BackupSet> sets = listing.sets();
        try (Source source = new Source(from, sets, manifestJson, options.stall(), pace)) {
            noteUnusable(sets, source);
            distinct.forEach(source.reads()::expect);
            List<Outcome<List<DestinationReport>>> served = RunTogether.all(
                    distinct.stream().map(request -> task(request, source)).toList(), RunTogether.FOREVER);
            List<DestinationReport> reports = new ArrayList<>();
            for (Outcome<List<DestinationReport>> each : served) {
                reports.addAll(each.orThrow());
            }
            List<String> failedSets = new TreeMap<>(source.failed())
                    .entrySet().stream()
                            .map(set -> "%s: %s"
                                    .formatted(set.getKey(), set.getValue().getMessage()))
                            .toList();
            return new SyncResult(reports, failedSets);
        }
    }

    /** Links are followed. One destination under two names is one: the first. */
    private List<DestinationRequest> distinct(List<DestinationRequest> wanted) throws InterruptedException {
        List<RunTogether.Task<String>> tasks = new ArrayList<>();
        tasks.add(progress -> from.location().canonical());
        wanted.forEach(request -> tasks.add(progress -> canonical(request)));
        List<Outcome<String>> canonical = RunTogether.all(tasks, FOLLOWING_LINKS, Duration.ZERO);
        String source = canonical.get(0).value();
        List<DestinationRequest> distinct = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            String place = canonical.get(i + 1).value();
            if (place != null && (place.equals(source) || place.equals(locationOf(source)))) {
                throw Failure.wrongUsage("%s is both source and destination"
                        .formatted(wanted.get(i).label()));
            }
            requireOutsideSets(wanted.get(i).label(), place);
            if (place == null || claimed.add(place)) {
                distinct.add(wanted.get(i));
            }
        }
        return distinct;
    }

    /** Returns the location of the set whose own directory is the source, where that is one. */
    private static @Nullable String locationOf(@Nullable String source) {
        if (source == null) {
            return null;
        }
        int slash = source.lastIndexOf('/');
        return slash > 0 && BackupSetId.parse(source.substring(slash + 1)).isPresent()
                ? source.substring(0, slash)
                : null;
    }

    /** Refuses a place that purging the set around it would take along. */
    private static void requireOutsideSets(String label, @Nullable String place) {
        Stream.of(String.valueOf(place).split("/"))
                .filter(name -> BackupSetId.parse(name).isPresent())
                .findFirst()
                .ifPresent(id -> {
                    throw Failure.wrongUsage("%s lies in the directory of a set, %s".formatted(label, id))
                            .hint("name the directory that the sets shall lie in");
                });
    }

    /** One that is found later has no place yet. */
    private static String canonical(DestinationRequest request) {
        Location place = request.fixed();
        return place == null ? "found as " + request.label() : place.canonical();
    }

    private Listing listSource() throws InterruptedException {
        Outcome<Listing> listed = RunTogether.one(
                progress -> {
                    from.reportTo(progress);
                    return from.list();
                },
                options.stall());
        if (listed.isStuck()) {
            throw Failure.failed("%s made no progress for %d s"
                            .formatted(from.location(), options.stall().toSeconds()))
                    .asTransient();
        }
        return listed.orThrow();
    }

    private void requireUsable(Listing listing) {
        List<BackupSet> sets = listing.sets();
        if (sets.isEmpty() && !options.allowEmpty()) {
            if (!listing.clusters().isEmpty()) {
                listing.requireAny();
            }
            throw Failure.failed("there are no sets in " + from.location())
                    .hint("if that is expected, use --allow-empty");
        }
        if (sets.stream().noneMatch(BackupSet::isUsable)) {
            sets.stream().min(BackupSet.NEWEST_FIRST).ifPresent(newest -> {
                throw Failure.failed("no set in %s can be copied; of the newest, %s: %s"
                        .formatted(from.location(), newest.id(), newest.problem()));
            });
        }
    }

    private void noteUnusable(List<BackupSet> sets, Source source) {
        for (BackupSet set : sets) {
            if (set.state() == SetState.UNREADABLE) {
                source.fail(set, Failure.failed(String.valueOf(set.problem())));
            } else if (!set.isUsable()) {
                log.warn("not copying %s from %s: %s".formatted(set.id(), from.location(), set.problem()));
            }
        }
    }

    private RunTogether.Task<List<DestinationReport>> task(DestinationRequest request, Source source) {
        return progress -> serve(request, source);
    }

    private List<DestinationReport> serve(DestinationRequest request, Source source) throws InterruptedException {
        Backoff backoff = backoff();
        while (true) {
            ResolvedDestination found =
                    ResolvedDestination.all(List.of(request), options.stall()).get(0);
            Failure failure = found.failure();
            if (failure == null) {
                List<Location> locations = request.fixed() == null
                        ? found.locations().stream().filter(this::isNew).toList()
                        : found.locations();
                locations.forEach(source.reads()::expect);
                source.reads().forget(request);
                return serveAll(locations, source);
            }
            source.reads().forget(request);
            if (!isWorthAnotherTry(request.label(), failure, backoff)) {
                return List.of(DestinationReport.failed(request.label(), failure));
            }
        }
    }

    /** Returns whether a found location is neither the source nor a destination already. */
    private boolean isNew(Location location) {
        if (location.isSamePlace(from.location())) {
            log.info("%s is the source, so it is not used as a destination".formatted(location));
            return false;
        }
        requireOutsideSets(location.toString(), location.canonical());
        return claimed.add(location.canonical());
    }

    private List<DestinationReport> serveAll(List<Location> locations, Source source) throws InterruptedException {
        List<RunTogether.Task<DestinationReport>> tasks = new ArrayList<>();
        locations.forEach(location -> tasks.add(progress -> serveAt(location, source)));
        List<DestinationReport> reports = new ArrayList<>();
        for (Outcome<DestinationReport> each : RunTogether.all(tasks, RunTogether.FOREVER)) {
            reports.add(each.orThrow());
        }
        return reports;
    }

    private DestinationReport serveAt(Location location, Source source) throws InterruptedException {
        Backoff backoff = backoff();
        DestinationReport report = null;
        Set<BackupSetId> proven = ConcurrentHashMap.newKeySet();
        while (true) {
            DestinationSession session = new DestinationSession(
                    source, location, destinations.apply(location), claims, proven, recorder, clock, log);
            Outcome<Boolean> outcome =
                    RunTogether.one(progress -> session.run(options.dryRun(), progress), options.stall());
            source.reads().forget(location);
            DestinationReport latest = session.report().endedBy(outcome.failure());
            report = report == null ? latest : report.then(latest);
            Failure failure = outcome.failure();
            if (failure == null || !isWorthAnotherTry(location.toString(), failure, backoff)) {
                return report;
            }
        }
    }

    private Backoff backoff() {
        long passed = System.nanoTime() - start;
        return new Backoff(pace.firstPause(), LONGEST_PAUSE, options.retryFor().minusNanos(passed));
    }

    private boolean isWorthAnotherTry(String label, Failure failure, Backoff backoff) throws InterruptedException {
        if (!options.dryRun()) {
            log.warn("%s: %s".formatted(label, failure.getMessage()));
        }
        if (!failure.isTransient()) {
            return false;
        }
        Duration pause = backoff.next().orElse(Duration.ZERO);
        if (!pause.isZero()) {
            log.info("trying %s again in %d s"
                    .formatted(label, pause.plusMillis(999).toSeconds()));
            Backoff.sleep(pause);
        }
        return !pause.isZero();
    }
}
