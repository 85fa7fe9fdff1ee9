package io.etcdsnapshot.cli;

import static java.util.Objects.requireNonNull;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.TimeLocked;
import io.etcdsnapshot.catalogue.History;
import io.etcdsnapshot.catalogue.Outcome;
import io.etcdsnapshot.catalogue.Place;
import io.etcdsnapshot.catalogue.Protection;
import io.etcdsnapshot.console.Console;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.io.RunTogether;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.report.ReportResult.Reading;
import io.etcdsnapshot.retention.RetentionPolicy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what the catalogue is made of: all locations at once, and, where that is wanted, their clusters' directories. */
final class PlaceReader {
    /** Limits the silence of one location. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

    private final Function<Location, ReadableStore> open;
    private final Function<Location, @Nullable RetentionPolicy> rules;
    private final boolean recursive;
    private final Console console;

    /**
     * @param open makes the store of a location
     * @param rules returns the rules of a location; null where nobody said
     */
    PlaceReader(
            Function<Location, ReadableStore> open,
            Function<Location, @Nullable RetentionPolicy> rules,
            boolean recursive,
            Console console) {
        this.open = open;
        this.rules = rules;
        this.recursive = recursive;
        this.console = console;
    }

    /** Returns what was read, in the order of the locations; one that can't be read is among it. */
    List<Reading> read(List<Location> locations) throws InterruptedException {
        List<RunTogether.Task<List<Reading>>> tasks = new ArrayList<>();
        locations.forEach(location -> tasks.add(progress -> read(location, progress)));
        List<RunTogether.Outcome<List<Reading>>> ended = RunTogether.all(tasks, LONGEST_SILENCE, Duration.ZERO);
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < locations.size(); i++) {
            Failure failure = ended.get(i).failure();
            if (failure == null) {
                readings.addAll(requireNonNull(ended.get(i).value()));
            } else {
                readings.add(Reading.failed(locations.get(i).toString(), null, failure));
            }
        }
        return readings;
    }

    private List<Reading> read(Location location, Progress progress) throws IOException {
        Reading own = readOne(location, null, progress);
        Listing listing = requireNonNull(own.listing());
        if (!recursive) {
            return List.of(own);
        }
        List<Reading> all = new ArrayList<>();
        if (!listing.sets().isEmpty()) {
            all.add(own);
        }
        for (String cluster : listing.clusters()) {
            Location child = location.child(cluster);
            try {
                all.add(readOne(child, location.toString(), progress));
            } catch (Unreadable e) {
                all.add(Reading.failed(child.toString(), location.toString(), Failure.of(e)));
            }
        }
        for (String name : listing.ignored()) {
            try {
                Reading child = readOne(location.child(name), location.toString(), progress);
                if (hasLostItsSets(child)) {
                    all.add(child);
                }
            } catch (Unreadable e) {
                console.debug("%s is no cluster's: %s".formatted(location.child(name), e.getMessage()));
            }
        }
        return all.isEmpty() ? List.of(own) : all;
    }

    /** Returns whether a directory has nothing but what this program remembers of it. */
    private static boolean hasLostItsSets(Reading reading) {
        Listing listing = requireNonNull(reading.listing());
        return listing.sets().isEmpty()
                && listing.clusters().isEmpty()
                && listing.ignored().isEmpty()
                && !reading.place().outcomes().isEmpty();
    }

    private Reading readOne(Location location, @Nullable String root, Progress progress) throws IOException {
        try (ReadableStore store = open.apply(location)) {
            store.reportTo(progress);
            Listing listing = store.list();
            List<Outcome> outcomes = History.read(store, Json.HISTORY, console).outcomes();
            Place place = Place.of(listing, root).with(outcomes, rules.apply(location), protections(listing, store));
            return Reading.of(place, listing);
        }
    }

    /** Asks for the newest usable set of each cluster alone: of many, that would take long. */
    private Map<BackupSetId, Protection> protections(Listing listing, ReadableStore store) {
        Map<BackupSetId, Protection> protections = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (BackupSet set : listing.sets()) {
            if (set.counts() && set.manifest() != null && seen.add(String.valueOf(set.clusterId()))) {
                protection(set, store, protections);
            }
        }
        return protections;
    }

    private void protection(BackupSet set, ReadableStore store, Map<BackupSetId, Protection> protections) {
        try {
            boolean signed = Companions.read(file -> store.open(set.asStored(), file), Companions.SIGNATURE) != null;
            TimeLocked locks = store.ability(TimeLocked.class).orElse(null);
            Instant until = locks == null ? null : locks.lockedUntil(set).orElse(null);
            protections.put(set.id(), new Protection(signed, until));
        } catch (IOException e) {
            console.debug("can't tell how %s is protected: %s".formatted(set.path(), e.getMessage()));
        }
    }
}
