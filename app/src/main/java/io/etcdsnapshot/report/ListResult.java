package io.etcdsnapshot.report;

import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.catalogue.ClusterState;
import io.etcdsnapshot.catalogue.History;
import io.etcdsnapshot.console.Formats;
import io.etcdsnapshot.console.LoggedError;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.retention.RetentionPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reports the sets of one or more locations, for {@code list}. */
public final class ListResult implements Result {
    private record Document(List<LocationDocument> locations) {}

    /**
     * @param clusters directories with sets of their own, or null where there are none
     * @param error why the location cannot be read, or null
     */
    private record LocationDocument(
            String location,
            List<SetDocument> sets,
            List<String> ignored,
            @Nullable List<String> clusters,
            @Nullable String error) {}

    private static final Comparator<SetDocument> NEWEST_FIRST = Comparator.comparing(
                    (SetDocument set) -> Objects.requireNonNullElse(set.takenAt(), Instant.MIN))
            .thenComparing(SetDocument::id)
            .reversed();

    private final List<LocationDocument> locations = new ArrayList<>();
    private final List<Overview> overviews = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private final List<LoggedError> errors = new ArrayList<>();

    /**
     * Adds a location that could be read.
     *
     * @param rules of retention there; empty where they are not known
     */
    public void add(Listing listing, History history, RetentionPolicy rules, Instant now) {
        if (!listing.sets().isEmpty()) {
            ClusterState.of(listing, history, now).forEach(state -> overviews.add(new Overview(state, rules)));
        }
        List<SetDocument> sets =
                listing.sets().stream().map(set -> SetDocument.of(set, history)).toList();
        locations.add(new LocationDocument(
                listing.location(),
                sets,
                listing.ignored(),
                listing.clusters().isEmpty() ? null : listing.clusters(),
                null));
    }

    /** Adds one that could not. */
    public void add(String location, Failure failure) {
        locations.add(new LocationDocument(location, List.of(), List.of(), null, failure.getMessage()));
        failures.add(failure);
        errors.add(LoggedError.of(failure));
    }

    /** Returns what the document has of each location. */
    List<?> locations() {
        return locations;
    }

    @Override
    public Object document() {
        return new Document(locations);
    }

    @Override
    public int exitCode() {
        if (failures.isEmpty()) {
            return ExitCodes.OK;
        }
        return failures.size() == locations.size() ? ExitCodes.of(failures.get(0)) : ExitCodes.PARTIAL;
    }

    @Override
    public List<LoggedError> errors() {
        return errors;
    }

    @Override
    public void print(TextReport text) {
        List<LocationDocument> read =
                locations.stream().filter(location -> location.error() == null).toList();
        Table together = table(sets(read), read.size() > 1, text);
        if (read.size() == 1 || text.fits(together)) {
            if (!sets(read).isEmpty()) {
                text.table(together);
            }
        } else {
            read.stream().filter(location -> !location.sets().isEmpty()).forEach(location -> text.line(
                            "%s", location.location())
                    .table(table(location.sets(), false, text)));
        }
        for (LocationDocument location : read) {
            if (location.sets().isEmpty()) {
                text.line("no sets in %s", location.location());
            }
            printClusters(location.location(), location.clusters(), text);
            text.names("ignored in " + location.location(), location.ignored());
            long theirs = location.sets().stream()
                    .filter(set -> set.state() == SetState.FOREIGN)
                    .count();
            if (theirs > 0) {
                text.line(
                        "sets of other tools in %s, not counted: %,d; adopt takes them into retention",
                        location.location(), theirs);
            }
        }
        overviews.forEach(overview -> overview.print(text, locations.size() > 1, overviews));
    }

    static void printClusters(String location, @Nullable List<String> clusters, TextReport text) {
        if (clusters != null) {
            String parent = location.replaceFirst("/+$", "");
            text.names(
                    "sets of single clusters are in",
                    clusters.stream().map(cluster -> parent + "/" + cluster).toList());
        }
    }

    private static List<SetDocument> sets(List<LocationDocument> locations) {
        return locations.stream()
                .flatMap(location -> location.sets().stream())
                .sorted(NEWEST_FIRST)
                .toList();
    }

    private static Table table(List<SetDocument> sets, boolean withLocation, TextReport text) {
        Set<String> clusters = new HashSet<>();
        sets.forEach(set -> clusters.add(set.cluster()));
        Columns columns = new Columns(withLocation, clusters.size() > 1 || text.isWide(), text.isWide());
        Table table = new Table(columns.header(), Set.of(1, 2, 3, 4));
        sets.forEach(set -> table.row(columns.row(set, text).toArray(String[]::new)));
        return table;
    }

    private record Columns(boolean location, boolean cluster, boolean wide) {
        List<String> header() {
            List<String> header = new ArrayList<>(List.of("SET", "AGE", "SIZE", "REVISION", "KEYS"));
            addIf(location, header, "LOCATION");
            addIf(cluster, header, "CLUSTER");
            addIf(wide, header, "VERSION");
            addIf(wide, header, "DIRTY");
            addIf(wide, header, "TAGS");
            addIf(wide, header, "VERIFIED");
            addIf(wide, header, "REHEARSED");
            header.add("STATE");
            return header;
        }

        List<String> row(SetDocument set, TextReport text) {
            List<String> row = new ArrayList<>();
            row.add(set.label());
            row.add(set.takenAt() == null ? "unknown" : Formats.age(text.since(set.takenAt())));
            row.add(Formats.bytes(set.sizeBytes()));
            row.add(set.snapshot() == null ? "-" : Formats.count(set.snapshot().revision()));
            row.add(set.snapshot() == null ? "-" : Formats.count(set.snapshot().totalKeys()));
            addIf(location, row, set.location());
            addIf(cluster, row, set.cluster());
            addIf(wide, row, Objects.requireNonNullElse(set.clusterVersion(), "unknown"));
            addIf(wide, row, set.dirty() ? "yes" : "no");
            addIf(wide, row, set.tags().isEmpty() ? "-" : String.join(",", set.tags()));
            addIf(wide, row, SetDocument.Remembered.text(set.verified(), text));
            addIf(wide, row, SetDocument.Remembered.text(set.rehearsed(), text));
            row.add(set.state()
                    + set.madeBy()
                    + SetDocument.half(set.content())
                    + set.form()
                    + (set.dirty() ? ", possibly dirty" : "")
                    + set.cautions()
                    + (set.problem() == null ? "" : ": " + set.problem()));
            return row;
        }

        private static void addIf(boolean wanted, List<String> cells, String cell) {
            if (wanted) {
                cells.add(cell);
            }
        }
    }

    @Override
    public Map<String, Object> summary() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("sets", sets(locations).size());
        return fields;
    }
}
