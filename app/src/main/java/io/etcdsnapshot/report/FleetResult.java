package io.etcdsnapshot.report;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.catalogue.ClusterState;
import io.etcdsnapshot.console.Formats;
import io.etcdsnapshot.console.LoggedError;
import io.etcdsnapshot.failure.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reports the state of many clusters, a row for each, worst first. */
public final class FleetResult implements Result {
    /** A cluster's row, or a place that could not be read. */
    record Row(
            String location,
            @Nullable String cluster,
            @Nullable String clusterId,
            int sets,
            long damaged,
            long sizeBytes,
            @Nullable BackupSetId newest,
            @Nullable Instant takenAt,
            @Nullable Long ageSeconds,
            SetDocument.@Nullable Remembered verified,
            SetDocument.@Nullable Remembered rehearsed,
            boolean ok,
            String state) {
        String name() {
            return cluster == null ? location : cluster;
        }
    }

    private record Document(boolean ok, @Nullable Long maxAgeSeconds, List<Row> clusters) {}

    private final List<Row> rows = new ArrayList<>();
    private final List<LoggedError> errors = new ArrayList<>();
    private final @Nullable Duration maxAge;

    /** @param maxAge how old the newest good set of each may be; null for any age, where there is one */
    public FleetResult(List<ClusterState> states, Map<String, Failure> unreadable, @Nullable Duration maxAge) {
        this.maxAge = maxAge;
        unreadable.forEach((location, failure) -> {
            String reason = "unreadable: " + failure.getMessage();
            rows.add(new Row(location, null, null, 0, 0, 0, null, null, null, null, null, false, reason));
            errors.add(LoggedError.of(failure).at(location));
        });
        states.stream().sorted(ClusterState.WORST_FIRST).map(this::row).forEach(rows::add);
    }

    private Row row(ClusterState state) {
        Optional<BackupSet> newest = state.newestGood();
        Optional<Duration> age = state.age();
        Duration limit = maxAge;
        boolean tooOld = limit != null && age.isPresent() && age.get().compareTo(limit) > 0;
        List<String> words = new ArrayList<>();
        if (newest.isEmpty()) {
            words.add("no good set");
        }
        if (limit != null && tooOld) {
            words.add("older than " + Formats.age(limit));
        }
        if (state.damaged() > 0) {
            words.add("%,d not good".formatted(state.damaged()));
        }
        return new Row(
                state.location(),
                state.name().orElse(null),
                state.clusterId(),
                state.sets().size(),
                state.damaged(),
                state.sizeBytes(),
                newest.map(BackupSet::id).orElse(null),
                newest.map(BackupSet::takenAt).orElse(null),
                age.map(Duration::toSeconds).orElse(null),
                SetDocument.Remembered.of(state.lastVerified()),
                SetDocument.Remembered.of(state.lastRehearsed()),
                newest.isPresent() && !tooOld,
                words.isEmpty() ? "ok" : String.join(", ", words));
    }

    List<Row> rows() {
        return rows;
    }

    @Nullable
    Duration maxAge() {
        return maxAge;
    }

    @Override
    public Object document() {
        return new Document(exitCode() == ExitCodes.OK, maxAge == null ? null : maxAge.toSeconds(), List.copyOf(rows));
    }

    @Override
    public int exitCode() {
        return rows.stream().allMatch(Row::ok) ? ExitCodes.OK : ExitCodes.PARTIAL;
    }

    @Override
    public List<LoggedError> errors() {
        return errors;
    }

    @Override
    public void print(TextReport text) {
        Table table = new Table(
                List.of(
                        "CLUSTER",
                        "NEWEST GOOD SET",
                        "AGE",
                        "SETS",
                        "SIZE",
                        "VERIFIED",
                        "REHEARSED",
                        "LOCATION",
                        "STATE"),
                Set.of(2, 3, 4));
        rows.forEach(row -> table.row(
                row.cluster() == null ? "-" : row.cluster(),
                row.newest() == null ? "-" : row.newest().value(),
                row.takenAt() == null ? "-" : Formats.age(text.since(row.takenAt())),
                Formats.count(row.sets()),
                Formats.bytes(row.sizeBytes()),
                SetDocument.Remembered.text(row.verified(), text),
                SetDocument.Remembered.text(row.rehearsed(), text),
                row.location(),
                row.state()));
        text.table(table);
    }

    @Override
    public Map<String, Object> summary() {
        return Summary.fields(
                "clusters",
                rows.size(),
                "notOk",
                rows.stream().filter(row -> !row.ok()).count());
    }
}
