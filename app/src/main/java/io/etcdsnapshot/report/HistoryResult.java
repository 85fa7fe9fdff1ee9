package io.etcdsnapshot.report;

import io.etcdsnapshot.console.Formats;
import io.etcdsnapshot.console.LoggedError;
import io.etcdsnapshot.kubernetes.change.LastChange;
import io.etcdsnapshot.lookup.HistoryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reports what happened to one object, for {@code history}.
 *
 * @param object as the user named it
 * @param read how many snapshots were read
 * @param problems of snapshots and versions that could not be read
 */
public record HistoryResult(String object, String location, int read, List<HistoryEvent> events, List<String> problems)
        implements Result {
    private record Document(String object, String location, List<Event> events, List<String> problems) {}

    private record Event(
            String change,
            @Nullable Long revision,
            @Nullable String at,
            @Nullable String after,
            @Nullable String before,
            @Nullable String manager,
            @Nullable String operation,
            @Nullable String subresource,
            @Nullable String uid,
            List<String> sets) {
        static Event of(HistoryEvent event) {
            LastChange by = event.by();
            return new Event(
                    event.change().toString(),
                    event.revision(),
                    event.at(),
                    event.after() == null ? null : event.after().toString(),
                    event.before() == null ? null : event.before().toString(),
                    by == null ? null : by.manager(),
                    by == null ? null : by.operation(),
                    by == null || by.subresource().isEmpty() ? null : by.subresource(),
                    event.uid().isEmpty() ? null : event.uid(),
                    event.snapshots());
        }
    }

    @Override
    public Object document() {
        return new Document(object, location, events.stream().map(Event::of).toList(), problems);
    }

    @Override
    public int exitCode() {
        if (events.isEmpty()) {
            return ExitCodes.FAILED;
        }
        return problems.isEmpty() ? ExitCodes.OK : ExitCodes.PARTIAL;
    }

    @Override
    public List<LoggedError> errors() {
        List<LoggedError> errors = new ArrayList<>();
        problems.forEach(problem -> errors.add(new LoggedError(problem, "")));
        if (events.isEmpty()) {
            errors.add(new LoggedError(
                    read == 1
                            ? "not found in %s: %s".formatted(location, object)
                            : "not found in any of the %s sets of %s: %s"
                                    .formatted(Formats.count(read), location, object),
                    ""));
        }
        return errors;
    }

    @Override
    public void print(TextReport text) {
        if (events.isEmpty()) {
            return;
        }
        Table table = new Table(List.of("WHEN", "CHANGE", "REVISION", "BY", "SETS"), Set.of(2));
        for (HistoryEvent event : events) {
            table.row(when(event), event.change().toString(), revision(event), by(event.by()), sets(event.snapshots()));
        }
        text.table(table);
    }

    private static String when(HistoryEvent event) {
        if (event.at() != null) {
            return event.at();
        } else if (event.after() != null && event.before() != null) {
            return "between %s and %s".formatted(event.after(), event.before());
        }
        return event.before() == null ? "" : "before " + event.before();
    }

    private static String revision(HistoryEvent event) {
        return event.revision() == null ? "" : Long.toString(event.revision());
    }

    private static String by(@Nullable LastChange change) {
        if (change == null) {
            return "";
        }
        return change.subresource().isEmpty()
                ? change.manager()
                : "%s (%s)".formatted(change.manager(), change.subresource());
    }

    private static String sets(List<String> names) {
        return switch (names.size()) {
            case 0 -> "";
            case 1 -> names.get(0);
            default -> "%s to %s (%d)".formatted(names.get(0), names.get(names.size() - 1), names.size());
        };
    }

    @Override
    public Map<String, Object> summary() {
        return Map.of("object", object, "sets", read, "events", events.size());
    }
}
