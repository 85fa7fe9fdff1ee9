package io.etcdsnapshot.report;

import io.etcdsnapshot.adopt.Adoption;
import io.etcdsnapshot.adopt.Adoption.Left;
import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.ForeignLayout;
import io.etcdsnapshot.console.LoggedError;
import io.etcdsnapshot.etcd.SnapshotStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reports which sets of other tools {@code adopt} took in. */
public record AdoptResult(
        String location, boolean dryRun, List<AdoptedSet> adopted, List<LeftSet> left, List<LeftSet> damaged)
        implements Result {
    record AdoptedSet(
            BackupSetId id, String name, String tool, String path, long sizeBytes, @Nullable SnapshotStatus snapshot) {}

    record LeftSet(String name, String tool, String path, String reason) {}

    public static AdoptResult of(String location, boolean dryRun, Adoption.Result result) {
        return new AdoptResult(
                location,
                dryRun,
                result.adopted().stream()
                        .map(each -> new AdoptedSet(
                                each.manifest().id(),
                                layout(each.set()).name(),
                                layout(each.set()).tool(),
                                each.set().path(),
                                each.set().asStored().sizeBytes(),
                                each.manifest().snapshot()))
                        .toList(),
                result.left().stream().map(AdoptResult::left).toList(),
                result.damaged().stream().map(AdoptResult::left).toList());
    }

    private static LeftSet left(Left set) {
        return new LeftSet(
                layout(set.set()).name(), layout(set.set()).tool(), set.set().path(), set.reason());
    }

    private static ForeignLayout layout(BackupSet set) {
        ForeignLayout layout = set.layout();
        return layout == null ? new ForeignLayout(ForeignLayout.OTHER, set.label(), true) : layout;
    }

    @Override
    public int exitCode() {
        if (damaged.isEmpty()) {
            return ExitCodes.OK;
        }
        return adopted.isEmpty() ? ExitCodes.DAMAGED : ExitCodes.PARTIAL;
    }

    @Override
    public List<LoggedError> errors() {
        return damaged.stream()
                .map(set -> new LoggedError("%s is not adopted: %s".formatted(set.name(), set.reason()), ""))
                .toList();
    }

    @Override
    public void print(TextReport text) {
        Table table = new Table();
        adopted.forEach(
                set -> table.row(dryRun ? "would adopt" : "adopted", set.id().value(), set.tool(), set.name()));
        left.forEach(set -> table.row("left", "-", set.tool(), "%s: %s".formatted(set.name(), set.reason())));
        damaged.forEach(set -> table.row("DAMAGED", "-", set.tool(), "%s: %s".formatted(set.name(), set.reason())));
        if (adopted.isEmpty() && left.isEmpty() && damaged.isEmpty()) {
            text.line("no sets of other tools in %s", location);
            return;
        }
        text.table(table);
        text.line(
                "%s %d sets, left %d, damaged %d%s",
                dryRun ? "would adopt" : "adopted",
                adopted.size(),
                left.size(),
                damaged.size(),
                adopted.isEmpty() || dryRun ? "" : "; retention counts them from now on");
    }

    @Override
    public Map<String, Object> summary() {
        return Summary.fields("adopted", adopted.size(), "damaged", damaged.size());
    }
}
