package io.etcdsnapshot.report;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Evidence;
import io.etcdsnapshot.console.Formats;
import io.etcdsnapshot.console.LoggedError;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.sync.DestinationReport;
import io.etcdsnapshot.sync.SyncResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reports what {@code sync} did at each destination. */
public record SyncReport(SyncResult result, boolean dryRun) implements Result {
    private record Document(List<DestinationDocument> destinations, List<String> failedSets) {}

    private record DestinationDocument(
            String location,
            boolean ok,
            List<BackupSetId> missing,
            List<DestinationReport.Copied> copied,
            int alreadyThere,
            List<BackupSetId> removed,
            @Nullable List<String> notes,
            @Nullable String error) {
        static DestinationDocument of(DestinationReport report) {
            Failure failure = report.failure();
            return new DestinationDocument(
                    report.location(),
                    failure == null,
                    report.missing(),
                    report.copied(),
                    report.alreadyThere(),
                    report.removed(),
                    report.notes().isEmpty() ? null : report.notes(),
                    failure == null ? null : failure.getMessage());
        }
    }

    /**
     * @param copied how many sets
     * @param removed how many sets
     */
    private record DestinationSummary(String location, boolean ok, int copied, int removed, @Nullable String error) {
        static DestinationSummary of(DestinationReport report) {
            Failure failure = report.failure();
            return new DestinationSummary(
                    Summary.clip(report.location()),
                    failure == null,
                    report.copied().size(),
                    report.removed().size(),
                    failure == null ? null : Summary.clip(failure.getMessage()));
        }
    }

    @Override
    public Object document() {
        return new Document(
                result.destinations().stream().map(DestinationDocument::of).toList(), result.failedSets());
    }

    /** Returns success if all went well, partial success if some did, else what all failures have in common. */
    @Override
    public int exitCode() {
        List<Integer> failures = failures()
                .map(DestinationReport::failure)
                .filter(Objects::nonNull)
                .map(ExitCodes::of)
                .distinct()
                .toList();
        if (failures.isEmpty()) {
            return result.failedSets().isEmpty() ? ExitCodes.OK : ExitCodes.PARTIAL;
        }
        boolean someWell = result.destinations().stream()
                .anyMatch(report -> report.failure() == null
                        || report.isServed()
                        || dryRun && !report.missing().isEmpty()
                        || !report.copied().isEmpty());
        if (someWell) {
            return ExitCodes.PARTIAL;
        }
        return failures.size() == 1 ? failures.get(0) : ExitCodes.FAILED;
    }

    private Stream<DestinationReport> failures() {
        return result.destinations().stream().filter(report -> report.failure() != null);
    }

    @Override
    public List<LoggedError> errors() {
        List<LoggedError> errors = new ArrayList<>();
        for (DestinationReport report : result.destinations()) {
            if (report.failure() != null) {
                errors.add(LoggedError.of(report.failure()).at(report.location()));
            }
        }
        result.failedSets().forEach(reason -> errors.add(new LoggedError(reason, "")));
        return errors;
    }

    @Override
    public void print(TextReport text) {
        for (DestinationReport report : result.destinations()) {
            text.line("%s", report.location());
            Table table = new Table(List.of(), Set.of(2, 3));
            if (dryRun) {
                report.missing().forEach(id -> table.row("  would copy", id.value(), "", "", ""));
            }
            report.copied()
                    .forEach(copied -> table.row(
                            "  copied",
                            copied.id().value(),
                            Formats.bytes(copied.bytes()),
                            Formats.bytes(copied.bytesSent()) + " sent",
                            "%s, %s%s"
                                    .formatted(
                                            Formats.seconds(copied.millis()),
                                            words(copied.evidence()),
                                            SetDocument.half(copied.content()))));
            report.removed().forEach(id -> table.row("  removed", id.value(), "", "", ""));
            text.table(table).line("  already there: %d", report.alreadyThere());
            report.notes().forEach(note -> text.line("  %s", note));
            if (report.failure() != null) {
                text.line("  FAILED: %s", report.failure().getMessage());
            }
        }
    }

    private static String words(Evidence evidence) {
        return switch (evidence) {
            case READ_BACK -> "read back";
            case HASHED_THERE -> "hashed there";
            case CHECKED_BY_STORE -> "checked by the store";
        };
    }

    /** Returns the failed destinations first, as they stay longest where the summary has to be short. */
    @Override
    public Map<String, Object> summary() {
        return Summary.fields(
                "destinations",
                result.destinations().stream()
                        .map(DestinationSummary::of)
                        .sorted(Comparator.comparing(DestinationSummary::ok))
                        .toList(),
                "failedSets",
                result.failedSets().size());
    }

    @Override
    public void measure(Metrics metrics) {
        metrics.forgetOthers(
                "destination",
                result.destinations().stream().map(DestinationReport::location).toList());
        result.destinations().forEach(report -> measure(report, metrics));
    }

    private static void measure(DestinationReport report, Metrics metrics) {
        Metrics.Labelled of = metrics.labelled("destination", report.location());
        int copied = report.copied().size();
        of.set("destination_ok", "Whether the last sync succeeded there.", report.failure() == null ? 1 : 0);
        if (report.failure() == null) {
            of.set(
                    "destination_last_success_timestamp_seconds",
                    "When the last sync that succeeded there started.",
                    metrics.start());
        }
        of.set(
                "destination_sets",
                "Usable sets of the source that the destination has.",
                report.alreadyThere() + copied);
        of.set(
                "destination_missing_sets",
                "Usable sets of the source that the destination lacks.",
                report.missing().size() - copied);
        of.set("destination_copied_sets", "Sets that the last sync copied.", copied);
        of.set(
                "destination_removed_sets",
                "Sets that retention removed in the last sync.",
                report.removed().size());
        of.set(
                "destination_sent_bytes",
                "Bytes that the last sync sent.",
                report.copied().stream()
                        .mapToLong(DestinationReport.Copied::bytesSent)
                        .sum());
    }
}
