package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Serves all destinations once, and then again those that failed in a way that can pass, until the time for it is over.
 * One that can't be found fails alone.
 */
public final class Rounds {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** Serves some locations. */
    @FunctionalInterface
    public interface Round {
        Synchronizer.Result serve(List<String> locations) throws IOException, InterruptedException;
    }

    private final Round round;
    private final Duration patience;
    private final Duration firstPause;
    private final Duration retryFor;
    private final Log log;
    private final Map<String, DestinationReport> reports = new LinkedHashMap<>();
    private final Set<String> failedSets = new LinkedHashSet<>();

    /**
     * @param patience for finding destinations
     * @param retryFor counted from the start; zero means one round
     */
    public Rounds(Round round, Duration patience, Duration retryFor, Log log) {
        this(round, patience, FIRST_PAUSE, retryFor, log);
    }

    Rounds(Round round, Duration patience, Duration firstPause, Duration retryFor, Log log) {
        this.round = round;
        this.firstPause = firstPause;
        this.patience = patience;
        this.retryFor = retryFor;
        this.log = log;
    }

    /** @return a report for each destination over all rounds, and one for each that was not found */
    public Synchronizer.Result run(List<DestinationSpec> wanted) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + retryFor.toNanos();
        Duration pause = firstPause;
        List<DestinationSpec> again = serve(wanted);
        for (long left = deadline - System.nanoTime();
                !again.isEmpty() && left > 0;
                left = deadline - System.nanoTime()) {
            Duration wait = shorter(pause, Duration.ofNanos(left));
            log.info("trying again in %d s: %s"
                    .formatted(
                            wait.plusMillis(999).toSeconds(),
                            String.join(
                                    ", ",
                                    again.stream().map(DestinationSpec::label).toList())));
            Thread.sleep(wait.toMillis());
            pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
            again = serve(again);
        }
        return new Synchronizer.Result(List.copyOf(reports.values()), List.copyOf(failedSets));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** @return what is worth another try */
    private List<DestinationSpec> serve(List<DestinationSpec> wanted) throws IOException, InterruptedException {
        List<DestinationSpec> again = new ArrayList<>();
        Map<String, DestinationSpec> locations = new LinkedHashMap<>();
        for (DestinationLookup found : DestinationLookup.all(wanted, patience)) {
            Failure failure = found.failure();
            String label = found.spec().label();
            if (failure == null) {
                if (!found.locations().contains(label)) {
                    reports.remove(label);
                }
                found.locations()
                        .forEach(location -> locations.put(
                                location, location.equals(label) ? found.spec() : DestinationSpec.at(location)));
            } else {
                log.warn("%s: %s".formatted(label, failure.getMessage()));
                reports.put(label, DestinationReport.notFound(label, failure));
                if (failure.isTransient()) {
                    again.add(found.spec());
                }
            }
        }
        if (!locations.isEmpty()) {
            Synchronizer.Result result = round.serve(List.copyOf(locations.keySet()));
            failedSets.addAll(result.failedSets());
            for (DestinationReport report : result.destinations()) {
                reports.merge(report.location(), report, DestinationReport::then);
                Failure failure = report.failure();
                if (failure != null && failure.isTransient()) {
                    again.add(locations.getOrDefault(report.location(), DestinationSpec.at(report.location())));
                }
            }
        }
        return again;
    }
}
