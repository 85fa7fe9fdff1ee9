package io.etcdsnapshot.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a monitoring system may know of the last runs, in Prometheus' text format, as node_exporter's textfile collector
 * reads it (<a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Exposition formats</a>).
 */
public final class Metrics {
    private static final String PREFIX = "etcd_snapshot_";

    /** Every family, with its label and what it means; the names are public. */
    private enum Family {
        LAST_RUN_TIMESTAMP_SECONDS("command", "When the command last started."),
        LAST_SUCCESS_TIMESTAMP_SECONDS("command", "When the command last started a run that ended with exit code 0."),
        LAST_EXIT_CODE("command", "Exit code of the last run."),
        LAST_DURATION_SECONDS("command", "How long the last run took."),
        SET_TIMESTAMP_SECONDS("", "When the newest set that snapshot took was taken."),
        SET_SIZE_BYTES("", "Size of that set."),
        REVISION("", "Revision of etcd in that set."),
        TOTAL_KEYS("", "Keys in that set, as etcdctl snapshot status counts them."),
        DESTINATION_OK("destination", "Whether the last sync left the destination in order."),
        DESTINATION_LAST_SUCCESS_TIMESTAMP_SECONDS(
                "destination", "When the last sync started that left the destination in order."),
        DESTINATION_SETS("destination", "Good sets of the source that the destination has."),
        DESTINATION_MISSING_SETS("destination", "Good sets of the source that the destination still lacks."),
        DESTINATION_COPIED_SETS("destination", "Sets that the last sync brought."),
        DESTINATION_REMOVED_SETS("destination", "Sets that retention removed in the last sync."),
        DESTINATION_SENT_BYTES("destination", "Bytes that crossed the link in the last sync."),
        KEPT_SETS("location", "Sets that the last purge kept."),
        REMOVED_SETS("location", "Sets that the last purge removed."),
        VERIFIED_SETS("location", "Sets that the last verify read."),
        DAMAGED_SETS("location", "Sets that the last verify found not whole.");

        private final String label;
        private final String help;

        Family(String label, String help) {
            this.label = label;
            this.help = help;
        }

        String metric() {
            return PREFIX + name().toLowerCase(Locale.ROOT);
        }
    }

    /** Values by family, and there by the label's value as it is written. */
    private final Map<Family, Map<String, String>> samples = new EnumMap<>(Family.class);

    private Metrics() {}

    /**
     * @param earlier what the last run of any command left, or an empty text
     * @return the whole text; what this run doesn't tell of stays as it was
     */
    public static String after(RunReport run, String earlier) {
        Metrics metrics = new Metrics();
        earlier.lines().forEach(metrics::keep);
        metrics.add(run);
        return metrics.text();
    }

    private void keep(String line) {
        for (Family family : Family.values()) {
            String start = family.metric() + (family.label.isEmpty() ? " " : "{" + family.label + "=\"");
            String end = family.label.isEmpty() ? "" : "\"} ";
            int value = line.lastIndexOf(' ') + 1;
            if (line.startsWith(start) && line.startsWith(end, value - end.length())) {
                String label = family.label.isEmpty() ? "" : line.substring(start.length(), value - end.length());
                of(family).put(label, line.substring(value));
                return;
            }
        }
    }

    private Map<String, String> of(Family family) {
        return samples.computeIfAbsent(family, ignored -> new LinkedHashMap<>());
    }

    private void set(Family family, String label, Number value) {
        of(family).put(escape(label), value.toString());
    }

    private void add(RunReport run) {
        String command = run.command();
        set(Family.LAST_RUN_TIMESTAMP_SECONDS, command, run.start().getEpochSecond());
        if (run.ok()) {
            set(Family.LAST_SUCCESS_TIMESTAMP_SECONDS, command, run.start().getEpochSecond());
        }
        set(Family.LAST_EXIT_CODE, command, run.exitCode());
        set(Family.LAST_DURATION_SECONDS, command, run.duration().toMillis() / 1000.0);
        Document document = run.document();
        if (document instanceof Document.Taken taken) {
            add(taken.set());
        } else if (document instanceof Document.Synced synced) {
            add(synced.destinations(), run.start());
        } else if (document instanceof Document.Purged purged) {
            set(Family.KEPT_SETS, purged.location(), purged.keep().size());
            set(Family.REMOVED_SETS, purged.location(), purged.removed().size());
        } else if (document instanceof Document.Verified verified) {
            set(Family.VERIFIED_SETS, verified.location(), verified.sets().size());
            set(Family.DAMAGED_SETS, verified.location(), verified.damaged());
        }
    }

    private void add(Document.SetDocument set) {
        set(Family.SET_TIMESTAMP_SECONDS, "", set.takenAt().getEpochSecond());
        set(Family.SET_SIZE_BYTES, "", set.sizeBytes());
        if (set.snapshot() != null) {
            set(Family.REVISION, "", set.snapshot().revision());
            set(Family.TOTAL_KEYS, "", set.snapshot().totalKeys());
        }
    }

    /** Destinations that are no longer among those of the run are forgotten: nobody brings them up to date. */
    private void add(List<Document.SyncedDestination> destinations, Instant start) {
        Collection<String> current = new ArrayList<>();
        for (Document.SyncedDestination destination : destinations) {
            String location = destination.location();
            current.add(escape(location));
            int copied = destination.copied().size();
            set(Family.DESTINATION_OK, location, destination.ok() ? 1 : 0);
            if (destination.ok()) {
                set(Family.DESTINATION_LAST_SUCCESS_TIMESTAMP_SECONDS, location, start.getEpochSecond());
            }
            set(Family.DESTINATION_SETS, location, destination.alreadyThere() + copied);
            set(Family.DESTINATION_MISSING_SETS, location, destination.missing().size() - copied);
            set(Family.DESTINATION_COPIED_SETS, location, copied);
            set(Family.DESTINATION_REMOVED_SETS, location, destination.removed().size());
            set(
                    Family.DESTINATION_SENT_BYTES,
                    location,
                    destination.copied().stream()
                            .mapToLong(set -> set.bytesSent())
                            .sum());
        }
        samples.forEach((family, values) -> {
            if (family.label.equals("destination")) {
                values.keySet().retainAll(current);
            }
        });
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        samples.forEach((family, values) -> {
            if (values.isEmpty()) {
                return;
            }
            String metric = family.metric();
            text.append("# HELP %s %s%n# TYPE %s gauge%n".formatted(metric, family.help, metric));
            values.forEach((label, value) -> text.append(metric)
                    .append(family.label.isEmpty() ? "" : "{%s=\"%s\"}".formatted(family.label, label))
                    .append(' ')
                    .append(value)
                    .append('\n'));
        });
        return text.toString();
    }

    private static String escape(@Nullable String value) {
        return value == null
                ? ""
                : value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
