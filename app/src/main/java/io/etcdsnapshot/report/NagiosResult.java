package io.etcdsnapshot.report;

import io.etcdsnapshot.console.Formats;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.report.FleetResult.Row;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says how a fleet is in one line, as monitoring plugins do. Its exit codes are theirs: 0 OK, 1 WARNING, 2 CRITICAL,
 * 3 UNKNOWN (<a href="https://www.monitoring-plugins.org/doc/guidelines.html">Guidelines</a>).
 */
public record NagiosResult(@Nullable FleetResult fleet, @Nullable Failure failure) implements Result {
    private static final List<String> WORDS = List.of("OK", "WARNING", "CRITICAL", "UNKNOWN");
    private static final int OK = 0;
    private static final int WARNING = 1;
    private static final int CRITICAL = 2;
    private static final int UNKNOWN = 3;
    private static final int MOST_NAMED = 5;

    public static NagiosResult of(FleetResult fleet) {
        return new NagiosResult(fleet, null);
    }

    /** Makes the answer where nothing is known, as the location could not be read. */
    public static NagiosResult of(Failure failure) {
        return new NagiosResult(null, failure);
    }

    private List<Row> rows() {
        return fleet == null ? List.of() : fleet.rows();
    }

    private List<Row> bad() {
        return rows().stream()
                .filter(row -> row.sets() > 0 || isReadable(row))
                .filter(row -> !row.ok())
                .toList();
    }

    private static boolean isReadable(Row row) {
        return !row.state().startsWith("unreadable");
    }

    private List<Row> warned() {
        return rows().stream()
                .filter(row -> row.damaged() > 0 || failed(row.verified()) || failed(row.rehearsed()))
                .toList();
    }

    private static boolean failed(SetDocument.@Nullable Remembered last) {
        return last != null && !last.ok();
    }

    @Override
    public int exitCode() {
        if (!bad().isEmpty()) {
            return CRITICAL;
        } else if (rows().isEmpty() || !rows().stream().allMatch(NagiosResult::isReadable)) {
            return UNKNOWN;
        }
        return warned().isEmpty() ? OK : WARNING;
    }

    @Override
    public void print(TextReport text) {
        text.line("ETCD-SNAPSHOT %s - %s%s", WORDS.get(exitCode()), words().replace('|', '/'), figures());
    }

    private String words() {
        if (failure != null) {
            return failure.getMessage();
        }
        List<Row> named =
                switch (exitCode()) {
                    case CRITICAL -> bad();
                    case UNKNOWN ->
                        rows().stream().filter(row -> !isReadable(row)).toList();
                    case WARNING -> warned();
                    default -> List.of();
                };
        if (named.isEmpty()) {
            return rows().isEmpty() ? "no clusters" : clusters(rows().size()) + " with a good set";
        }
        String more = named.size() > MOST_NAMED ? ", and %,d more".formatted(named.size() - MOST_NAMED) : "";
        return "%,d of %s: ".formatted(named.size(), clusters(rows().size()))
                + named.stream()
                        .limit(MOST_NAMED)
                        .map(row -> "%s: %s%s".formatted(row.name(), row.state(), age(row)))
                        .collect(Collectors.joining(", "))
                + more;
    }

    private static String clusters(int count) {
        return count == 1 ? "1 cluster" : "%,d clusters".formatted(count);
    }

    private static String age(Row row) {
        return row.ageSeconds() == null ? "" : " (" + Formats.age(Duration.ofSeconds(row.ageSeconds())) + ")";
    }

    /** Returns the performance data: the age of the newest good set of each cluster, with the limit as critical. */
    private String figures() {
        Duration limit = fleet == null ? null : fleet.maxAge();
        String figures = rows().stream()
                .filter(row -> row.ageSeconds() != null)
                .map(row -> "'%s'=%ds;;%s;0"
                        .formatted(
                                row.name().replaceAll("[='|]", "_"),
                                row.ageSeconds(),
                                limit == null ? "" : limit.toSeconds()))
                .collect(Collectors.joining(" "));
        return figures.isEmpty() ? "" : " | " + figures;
    }
}
