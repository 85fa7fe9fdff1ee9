package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.OwnFile;
import io.etcdsnapshot.backup.OwnFiles;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.catalogue.Catalogue;
import io.etcdsnapshot.catalogue.Place;
import io.etcdsnapshot.console.Console;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.RunTogether;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.location.SshLocation;
import io.etcdsnapshot.report.ReportResult.Reading;
import io.etcdsnapshot.report.page.CataloguePage;
import io.etcdsnapshot.retention.RetentionPolicy;
import io.etcdsnapshot.sync.DestinationReport;
import io.etcdsnapshot.sync.SyncResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes the page beside the sets at directories and in buckets, once a run has copied them. It is no part of the work:
 * what goes wrong here fails nothing.
 */
final class PagePublisher {
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);
    /** Leads from a cluster's own directory to the page of the directory above it. */
    private static final String INDEX = "../" + OwnFile.PAGE.fileName();

    private final Function<Location, ReadableStore> open;
    private final Function<Location, @Nullable RetentionPolicy> rules;
    private final Function<Location, Optional<Location>> parent;
    private final Clock clock;
    private final Console console;

    /** @param parent returns the location above a cluster's own directory; empty where it has none */
    PagePublisher(
            Function<Location, ReadableStore> open,
            Function<Location, @Nullable RetentionPolicy> rules,
            Function<Location, Optional<Location>> parent,
            Clock clock,
            Console console) {
        this.open = open;
        this.rules = rules;
        this.parent = parent;
        this.clock = clock;
        this.console = console;
    }

    void publish(Location source, SyncResult result) throws InterruptedException {
        List<Location> locations = new ArrayList<>();
        for (DestinationReport report : result.destinations()) {
            if (!report.location().equals(DestinationOptions.MIRRORS)) {
                locations.add(Location.parse(report.location()));
            }
        }
        locations.add(source);
        List<Reading> readings = reader(false).read(locations);
        List<RunTogether.Task<Location>> tasks = new ArrayList<>();
        Set<String> indexes = new TreeSet<>();
        for (int i = 0; i < locations.size() - 1; i++) {
            Location location = locations.get(i);
            if (location instanceof SshLocation || readings.get(i).failure() != null) {
                continue;
            }
            Optional<Location> above = parent.apply(location);
            List<Reading> shown = shownAt(readings.get(i), readings);
            tasks.add(progress -> write(location, shown, above.isPresent() ? INDEX : null));
            above.filter(index -> indexes.add(index.canonical()))
                    .ifPresent(index ->
                            tasks.add(progress -> write(index, reader(true).read(List.of(index)), null)));
        }
        for (RunTogether.Outcome<Location> ended : RunTogether.all(tasks, LONGEST_SILENCE, Duration.ZERO)) {
            Failure failure = ended.failure();
            if (failure != null) {
                console.warn("cannot write %s: %s".formatted(OwnFile.PAGE.fileName(), failure.getMessage()));
            }
        }
    }

    private PlaceReader reader(boolean recursive) {
        return new PlaceReader(open, rules, recursive, console);
    }

    /** A place whose sets only recipients can read tells nothing of what other places know of them. */
    private static List<Reading> shownAt(Reading own, List<Reading> all) {
        boolean keepsSecrets = own.place().sets().stream().anyMatch(set -> !set.recipients().isEmpty());
        return keepsSecrets ? List.of(own) : all;
    }

    private Location write(Location location, List<Reading> readings, @Nullable String index) throws IOException {
        List<Place> places = readings.stream().map(Reading::place).toList();
        Catalogue catalogue = Catalogue.of(places, clock.instant(), Catalogue.USUAL_AGE, Catalogue.USUAL_QUOTA);
        byte[] page = CataloguePage.of(catalogue, Version.tool(), index).getBytes(StandardCharsets.UTF_8);
        try (ReadableStore store = open.apply(location)) {
            Optional<OwnFiles> files = store.ability(OwnFiles.class);
            if (files.isPresent()) {
                files.get().changeOwn(OwnFile.PAGE, before -> page);
            }
        }
        return location;
    }
}
