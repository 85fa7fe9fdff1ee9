package io.etcdsnapshot.report;

import io.etcdsnapshot.console.Formats;
import io.etcdsnapshot.console.Printable;
import io.etcdsnapshot.kubernetes.change.LastChange;
import io.etcdsnapshot.kubernetes.compare.ObjectChange;
import io.etcdsnapshot.kubernetes.compare.SnapshotDiff;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reports the objects that two states of a cluster do not have in common, for {@code diff}. */
public record DiffResult(Side before, Side after, SnapshotDiff.Outcome outcome, Style style) implements Result {
    private static final int MOST_FIELDS = 5;

    /** How a person is told. */
    public enum Style {
        TABLE,
        DIFFS,
        NAMES
    }

    /**
     * One of the two.
     *
     * @param name the set's id, the path of a bare file, or what else it is
     * @param revision null where nobody counted
     * @param damage what is wrong with it, or null
     */
    public record Side(String name, @Nullable String clusterId, @Nullable Long revision, @Nullable String damage) {
        private String words() {
            return revision == null ? name : "%s (revision %s)".formatted(name, Formats.count(revision));
        }
    }

    /**
     * @param leftOut objects of which only changed what changes on its own
     * @param otherKeys changed keys that are no object's
     */
    private record Document(
            Side before,
            Side after,
            long added,
            long removed,
            long changed,
            long leftOut,
            long otherKeys,
            List<ObjectDocument> objects) {}

    private record ObjectDocument(
            String change,
            String namespace,
            String object,
            @Nullable List<String> fields,
            @Nullable LastChange lastChange,
            @Nullable List<String> notes,
            @Nullable String diff) {
        static ObjectDocument of(ObjectChange change) {
            return new ObjectDocument(
                    change.type().toString(),
                    change.key().namespace(),
                    change.key().typedName(),
                    change.fields().isEmpty() ? null : change.fields(),
                    change.last(),
                    change.notes().isEmpty() ? null : change.notes(),
                    change.diff().isEmpty() ? null : change.diff());
        }
    }

    private long count(ObjectChange.Type type) {
        return outcome.changes().stream()
                .filter(change -> change.type() == type)
                .count();
    }

    @Override
    public Object document() {
        return new Document(
                before,
                after,
                count(ObjectChange.Type.ADDED),
                count(ObjectChange.Type.REMOVED),
                count(ObjectChange.Type.CHANGED),
                outcome.leftOut(),
                outcome.otherKeys(),
                outcome.changes().stream().map(ObjectDocument::of).toList());
    }

    @Override
    public int exitCode() {
        return before.damage() == null && after.damage() == null ? ExitCodes.OK : ExitCodes.PARTIAL;
    }

    @Override
    public void print(TextReport text) {
        switch (style) {
            case NAMES -> outcome.changes().forEach(change -> text.line("%s", name(change)));
            case DIFFS -> outcome.changes().forEach(change -> text.block(Printable.lines(diff(change))));
            case TABLE -> printTable(text);
        }
    }

    /** Returns what can be typed behind {@code etcd-snapshot get} or {@code oc get}, the change in front. */
    private static String name(ObjectChange change) {
        String namespace = change.key().namespace();
        return "%s %s%s"
                .formatted(change.type(), change.key().typedName(), namespace.isEmpty() ? "" : " -n " + namespace);
    }

    private static String diff(ObjectChange change) {
        String notes = change.notes().isEmpty() ? "" : ": " + String.join("; ", change.notes());
        return change.diff().isEmpty() ? "# %s%s%n".formatted(Printable.line(name(change)), notes) : change.diff();
    }

    private void printTable(TextReport text) {
        text.line("%s -> %s", before.words(), after.words());
        printDamage(before, text);
        printDamage(after, text);
        if (outcome.changes().isEmpty()) {
            text.line("no differences");
        } else {
            text.line(
                            "%,d added, %,d removed, %,d changed",
                            count(ObjectChange.Type.ADDED),
                            count(ObjectChange.Type.REMOVED),
                            count(ObjectChange.Type.CHANGED))
                    .line("")
                    .table(changes());
            if (outcome.changes().stream().anyMatch(change -> !change.diff().isEmpty())) {
                text.line("");
                outcome.changes().forEach(change -> text.block(Printable.lines(change.diff())));
            }
        }
        if (outcome.leftOut() > 0) {
            text.line(
                    "left out: %,d objects that change on their own, or of which only such fields changed (--all)",
                    outcome.leftOut());
        }
        if (outcome.otherKeys() > 0) {
            text.line("%,d keys that are no object's differ too", outcome.otherKeys());
        }
    }

    private static void printDamage(Side side, TextReport text) {
        if (side.damage() != null) {
            text.line("DAMAGED: %s: %s", side.name(), side.damage());
        }
    }

    private Table changes() {
        Table table = new Table(List.of("CHANGE", "NAMESPACE", "OBJECT", "WHAT"), Set.of());
        for (ObjectChange change : outcome.changes()) {
            String namespace = change.key().namespace();
            table.row(
                    change.type().toString(),
                    namespace.isEmpty() ? "-" : namespace,
                    change.key().typedName(),
                    what(change));
        }
        return table;
    }

    private static String what(ObjectChange change) {
        List<String> fields = change.fields();
        int more = fields.size() - MOST_FIELDS;
        List<String> words = new ArrayList<>();
        if (!fields.isEmpty()) {
            words.add(String.join(", ", fields.subList(0, Math.min(fields.size(), MOST_FIELDS)))
                    + (more > 0 ? " and %,d more".formatted(more) : ""));
        }
        LastChange last = change.last();
        if (last != null && change.type() != ObjectChange.Type.REMOVED) {
            words.add("by %s at %s".formatted(last.manager(), last.time()));
        }
        words.addAll(change.notes());
        return String.join("; ", words);
    }

    @Override
    public Map<String, Object> summary() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("added", count(ObjectChange.Type.ADDED));
        fields.put("removed", count(ObjectChange.Type.REMOVED));
        fields.put("changed", count(ObjectChange.Type.CHANGED));
        return fields;
    }
}
