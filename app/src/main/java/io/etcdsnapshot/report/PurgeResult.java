package io.etcdsnapshot.report;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.ForeignLayout;
import io.etcdsnapshot.console.Formats;
import io.etcdsnapshot.console.LoggedError;
import io.etcdsnapshot.retention.Purge;
import io.etcdsnapshot.retention.RetentionPlan;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reports which sets {@code purge} kept and removed.
 *
 * @param planShown whether the plan was printed before anything was removed
 * @param rules where the rules come from, or null where only options name them
 */
public record PurgeResult(Purge.Result result, boolean dryRun, @Nullable String rules, boolean planShown)
        implements Result {
    private record Document(
            String location,
            boolean dryRun,
            @Nullable String rules,
            List<KeptSet> keep,
            List<RemovedSet> remove,
            List<BackupSetId> removed,
            List<String> ignored,
            List<String> failed) {}

    private record KeptSet(BackupSetId id, List<String> reasons) {}

    private record RemovedSet(BackupSetId id, long sizeBytes) {}

    @Override
    public Object document() {
        return new Document(
                result.listing().location(),
                dryRun,
                rules,
                result.plan().keep().stream()
                        .map(kept -> new KeptSet(kept.set().id(), kept.reasons()))
                        .toList(),
                result.plan().remove().stream()
                        .map(set -> new RemovedSet(set.id(), set.sizeBytes()))
                        .toList(),
                result.removed().stream().map(BackupSet::id).toList(),
                result.listing().ignored(),
                result.failed());
    }

    @Override
    public int exitCode() {
        return result.failed().isEmpty() ? ExitCodes.OK : ExitCodes.PARTIAL;
    }

    @Override
    public List<LoggedError> errors() {
        return result.failed().stream()
                .map(reason -> new LoggedError(reason, ""))
                .toList();
    }

    /** Shows what will be removed and why the rest stays. */
    public static void printPlan(TextReport text, RetentionPlan plan, @Nullable String rules) {
        if (rules != null) {
            text.line("rules: %s", rules);
        }
        Map<String, Long> sameLabel = Stream.concat(
                        plan.keep().stream().map(RetentionPlan.Kept::set), plan.remove().stream())
                .collect(Collectors.groupingBy(BackupSet::label, Collectors.counting()));
        Table table = new Table(List.of(), Set.of(2));
        for (RetentionPlan.Kept kept : plan.keep()) {
            String reasons = String.join(", ", kept.reasons());
            table.row("keep", kept.set().label(), size(kept.set()), (reasons + note(kept.set(), sameLabel)).strip());
        }
        for (BackupSet set : plan.remove()) {
            table.row("remove", set.label(), size(set), note(set, sameLabel).strip());
        }
        text.table(table);
    }

    @Override
    public void print(TextReport text) {
        if (!planShown) {
            printPlan(text, result.plan(), rules);
        }
        List<BackupSet> keep =
                result.plan().keep().stream().map(RetentionPlan.Kept::set).toList();
        List<BackupSet> gone = dryRun ? result.plan().remove() : result.removed();
        ListResult.printClusters(result.listing().location(), result.listing().clusters(), text);
        long theirs = keep.stream()
                .filter(set -> set.layout() != null && set.manifest() == null)
                .count();
        if (theirs > 0) {
            text.line("sets of other tools, neither counted nor removed: %d; adopt takes them into retention", theirs);
        }
        text.names("ignored (not a backup set)", result.listing().ignored())
                .line(
                        "%s %d sets, %s; %s %d sets, %s",
                        dryRun ? "would keep" : "kept",
                        keep.size(),
                        bytes(keep),
                        dryRun ? "would remove" : "removed",
                        gone.size(),
                        bytes(gone));
    }

    /** Returns what is wrong with a set, and which one it is where several have one id. */
    private static String note(BackupSet set, Map<String, Long> sameLabel) {
        ForeignLayout layout = set.layout();
        return (set.problem() == null ? "" : " (%s: %s)".formatted(set.state(), set.problem()))
                + (layout == null || sameLabel.getOrDefault(set.label(), 0L) == 1
                        ? ""
                        : " [%s]".formatted(layout.name()));
    }

    private static String size(BackupSet set) {
        return Formats.bytes(set.sizeBytes());
    }

    private static String bytes(List<BackupSet> sets) {
        return Formats.bytes(sets.stream().mapToLong(BackupSet::sizeBytes).sum());
    }

    @Override
    public Map<String, Object> summary() {
        return Summary.fields(
                "kept", result.plan().keep().size(), "removed", result.removed().size());
    }

    @Override
    public void measure(Metrics metrics) {
        String location = result.listing().location();
        metrics.labelled("location", location)
                .set(
                        "kept_sets",
                        "Sets that the last purge kept.",
                        result.plan().keep().size());
        metrics.labelled("location", location)
                .set(
                        "removed_sets",
                        "Sets that the last purge removed.",
                        result.removed().size());
    }
}
