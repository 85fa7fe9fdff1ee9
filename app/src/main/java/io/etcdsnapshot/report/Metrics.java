package io.etcdsnapshot.report;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes metrics of the last runs in Prometheus' text format, as node_exporter's textfile collector
 * reads it (<a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Exposition formats</a>). The
 * collector refuses a series that is in two files; so every series of a file with a name of its own bears that name.
 */
public final class Metrics {
    private static final String PREFIX = "etcd_snapshot_";
    private static final String USUAL_FILE = "etcd_snapshot.prom";
    private static final Pattern HELP = Pattern.compile("# HELP (" + PREFIX + "[a-z_]+) (.*)");
    private static final Pattern SAMPLE = Pattern.compile("(" + PREFIX + "[a-z_]+)((?:\\{.*\\})?) ([-+.0-9Ee]+)");

    private record Family(String help, Map<String, String> samples) {}

    /** By name of the metric; samples by their labels as they are written. */
    private final Map<String, Family> families = new LinkedHashMap<>();

    private final String fileLabel;
    private final long start;

    private Metrics(String file, long start) {
        this.fileLabel = file.equals(USUAL_FILE) ? "" : label("file", file);
        this.start = start;
    }

    /**
     * Returns the whole text of a metrics file after a run; what the run doesn't tell of stays as it was.
     *
     * @param file name of the file
     * @param earlier what the last run of any command left, or an empty text
     */
    public static String after(RunReport run, String file, String earlier) {
        Metrics metrics = new Metrics(file, run.start().getEpochSecond());
        metrics.keep(earlier);
        Labelled command = metrics.labelled("command", run.command());
        command.set("last_run_timestamp_seconds", "When the command last started.", metrics.start);
        if (run.ok()) {
            command.set(
                    "last_success_timestamp_seconds",
                    "When the command last started a run that ended with exit code 0.",
                    metrics.start);
        }
        command.set("last_exit_code", "Exit code of the last run.", run.exitCode());
        command.set(
                "last_duration_seconds",
                "How long the last run took.",
                run.duration().toMillis() / 1000.0);
        if (run.result() != null) {
            run.result().measure(metrics);
        }
        return metrics.text();
    }

    private void keep(String earlier) {
        Map<String, String> help = new LinkedHashMap<>();
        for (String line : (Iterable<String>) earlier.lines()::iterator) {
            Matcher described = HELP.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (described.matches()) {
                help.put(described.group(1), described.group(2));
            } else if (sample.matches() && sample.group(2).contains(fileLabel)) {
                family(sample.group(1), help.getOrDefault(sample.group(1), ""))
                        .samples()
                        .put(sample.group(2), sample.group(3));
            }
        }
    }

    private Family family(String metric, String help) {
        return families.computeIfAbsent(metric, name -> new Family(help, new LinkedHashMap<>()));
    }

    /** Returns when the run started, in seconds of Unix time. */
    long start() {
        return start;
    }

    /** Sets a figure that there is once; the names are public. */
    void set(String name, String help, Number value) {
        put(name, help, fileLabel, value);
    }

    /** Sets figures of one thing, such as a destination. */
    Labelled labelled(String name, String value) {
        String labels = labels(name, value);
        return (metric, help, number) -> put(metric, help, labels, number);
    }

    /** Sets one figure of a thing. */
    @FunctionalInterface
    interface Labelled {
        void set(String name, String help, Number value);
    }

    /** Forgets things of a kind that the run did not deal with: nobody brings their figures up to date. */
    void forgetOthers(String name, Collection<String> current) {
        List<String> kept =
                current.stream().map(value -> "{" + labels(name, value) + "}").toList();
        families.values().forEach(family -> family.samples()
                .keySet()
                .removeIf(labels -> labels.startsWith("{" + name + "=") && !kept.contains(labels)));
    }

    private String labels(String name, String value) {
        return label(name, value) + (fileLabel.isEmpty() ? "" : "," + fileLabel);
    }

    private void put(String name, String help, String labels, Number value) {
        family(PREFIX + name, help).samples().put(labels.isEmpty() ? "" : "{" + labels + "}", value.toString());
    }

    private static String label(String name, String value) {
        return "%s=\"%s\""
                .formatted(
                        name, value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        families.forEach((metric, family) -> {
            if (!family.samples().isEmpty()) {
                text.append("# HELP %s %s%n# TYPE %s gauge%n".formatted(metric, family.help(), metric));
                family.samples().forEach((labels, value) -> text.append(metric + labels + " " + value + "\n"));
            }
        });
        return text.toString();
    }
}
