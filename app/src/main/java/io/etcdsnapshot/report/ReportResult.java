package io.etcdsnapshot.report;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.catalogue.Catalogue;
import io.etcdsnapshot.catalogue.CataloguedCluster;
import io.etcdsnapshot.catalogue.Health;
import io.etcdsnapshot.catalogue.History;
import io.etcdsnapshot.catalogue.Outcome;
import io.etcdsnapshot.catalogue.Place;
import io.etcdsnapshot.catalogue.PlaceState;
import io.etcdsnapshot.console.Formats;
import io.etcdsnapshot.console.LoggedError;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.report.page.Verdict;
import io.etcdsnapshot.retention.RetentionPolicy;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reports the state of all backups, for {@code report}: as text, as JSON, and as a page. */
public final class ReportResult implements Result {
    /** What was read of one location, or why it was not. */
    public record Reading(Place place, @Nullable Listing listing, @Nullable Failure failure) {
        public static Reading of(Place place, Listing listing) {
            return new Reading(place, listing, null);
        }

        public static Reading failed(String location, @Nullable String root, Failure failure) {
            return new Reading(Place.unreadable(location, root, failure.getMessage()), null, failure);
        }
    }

    private static final RetentionPolicy NO_RULES = new RetentionPolicy(Map.of(), null, List.of());

    private final Catalogue catalogue;
    private final boolean ageCounts;
    private final ListResult list = new ListResult();
    private @Nullable String written;
    private @Nullable String page;

    /** @param ageCounts whether it is a failure where a good set is lacking */
    public ReportResult(Catalogue catalogue, List<Reading> readings, boolean ageCounts) {
        this.catalogue = catalogue;
        this.ageCounts = ageCounts;
        for (Reading reading : readings) {
            if (reading.listing() != null) {
                RetentionPolicy rules = reading.place().policy();
                list.add(
                        reading.listing(),
                        new History(reading.place().outcomes(), 0),
                        rules == null ? NO_RULES : rules,
                        catalogue.at());
            } else if (reading.failure() != null) {
                list.add(reading.place().location(), reading.failure());
            }
        }
    }

    /** Says in the text where the page was written. */
    public ReportResult writtenTo(Path file) {
        written = file.toString();
        return this;
    }

    /** Shows the page in place of the text. */
    public ReportResult asPage(String html) {
        page = html;
        return this;
    }

    @Override
    public Object document() {
        return ReportDocument.of(catalogue, list);
    }

    @Override
    public int exitCode() {
        boolean lacks = ageCounts && catalogue.health() != Health.GOOD;
        return list.exitCode() == ExitCodes.OK && lacks ? ExitCodes.PARTIAL : list.exitCode();
    }

    @Override
    public List<LoggedError> errors() {
        return list.errors();
    }

    @Override
    public void print(TextReport text) {
        if (page != null) {
            text.block(page);
            return;
        }
        Verdict verdict = Verdict.of(catalogue);
        text.line("%s", verdict.headline());
        verdict.sentences().forEach(sentence -> text.line("  %s", sentence));
        Table table = new Table(
                List.of(
                        "CLUSTER",
                        "STATE",
                        "NEWEST GOOD SET",
                        "AGE",
                        "SETS",
                        "SIZE",
                        "VERIFIED",
                        "REHEARSED",
                        "LOCATION"),
                Set.of(3, 4, 5, 6, 7));
        for (CataloguedCluster cluster : catalogue.clusters()) {
            cluster.places().forEach(place -> row(table, cluster, place, text));
        }
        text.line("").table(table);
        if (written != null) {
            text.line("").line("wrote %s", written);
        }
    }

    private static void row(Table table, CataloguedCluster cluster, PlaceState place, TextReport text) {
        BackupSet newest = place.newestGood();
        table.row(
                cluster.name(),
                place.health().toString(),
                newest == null ? "-" : newest.id().value(),
                newest == null ? "-" : Formats.age(text.since(newest.takenAt())),
                Formats.count(place.sets().size()),
                Formats.bytes(place.sizeBytes()),
                ago(place.listed().lastVerified(), text),
                ago(place.listed().lastRehearsed(), text),
                place.location());
    }

    private static String ago(Optional<Outcome> outcome, TextReport text) {
        return outcome.map(known -> Formats.age(text.since(known.at())) + (known.ok() ? "" : " FAILED"))
                .orElse("-");
    }

    @Override
    public Map<String, Object> summary() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("health", catalogue.health().toString());
        fields.put("clusters", catalogue.clusters().size());
        return fields;
    }
}
