package io.etcdsnapshot.testing;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Doubts;
import io.etcdsnapshot.backup.Evidence;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.OwnFile;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetFileName;
import io.etcdsnapshot.catalogue.Outcome;
import io.etcdsnapshot.etcd.SnapshotStatus;
import io.etcdsnapshot.json.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Makes up the backups of three clusters on two exports, 400 sets on the first: as a listing sees them, without content.
 * Everything that a page can show is somewhere in it: thinned sets, gaps, failed runs, damage, upgrades.
 */
public final class BackupYear {
    public static final int SETS = 400;

    private static final String TOOL = "etcd-snapshot 0.1.0";
    private static final long MEBIBYTE = 1 << 20;

    private final Instant now;
    private final Random random = new Random(7);

    private BackupYear(Instant now) {
        this.now = now;
    }

    /** {@code DIRECTORY}: makes {@code exports/east} and {@code exports/west} there. */
    public static void main(String[] arguments) throws IOException {
        make(Path.of(arguments[0]), Instant.now());
    }

    /** @param directory gets {@code exports/east} and {@code exports/west} */
    public static void make(Path directory, Instant now) throws IOException {
        BackupYear year = new BackupYear(now.truncatedTo(ChronoUnit.SECONDS));
        Path east = directory.resolve("exports/east");
        Path west = directory.resolve("exports/west");
        year.frankfurt(east.resolve("prod-frankfurt"), west.resolve("prod-frankfurt"));
        year.berlin(east.resolve("prod-berlin"), west.resolve("prod-berlin"));
        year.edge(east.resolve("edge-07"), west.resolve("edge-07"));
    }

    /** Daily for two months, weekly before; grows fast, and was upgraded three times. */
    private void frankfurt(Path east, Path west) throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        for (int day = 150; day >= 0; day--) {
            boolean kept = day != 9 && day != 10;
            if (day % 7 == 3 || day < 120) {
                Taken taken = frankfurt(day);
                if (kept) {
                    make(east, taken);
                    outcomes.add(outcome(taken, Outcome.SYNC, 3, true, "copied", 8_400 + random.nextInt(3000))
                            .with(Evidence.READ_BACK));
                }
                if (kept && day < 30) {
                    make(west, taken);
                }
                if (day % 7 == 3) {
                    outcomes.add(outcome(taken, Outcome.VERIFY, 170, true, "every byte read", 21_000));
                    outcomes.add(kinds(outcome(taken, Outcome.REHEARSE, 240, true, "served as taken", 13_900), day));
                }
            }
            if (day == 9 || day == 10) {
                outcomes.add(Outcome.failed(
                        Outcome.SNAPSHOT,
                        "the etcd operator was progressing for 5 minutes",
                        300_000,
                        at(day).plus(Duration.ofMinutes(5)),
                        TOOL));
            }
        }
        for (int week = 22; week < 52; week++) {
            make(east, frankfurt(week * 7 + 3));
        }
        cut(east, BackupSetId.at(at(41)));
        remember(east, outcomes);
    }

    private Taken frankfurt(int day) {
        double age = day / 365.0;
        long bytes = (long) ((2900 - 1900 * age + 40 * Math.sin(day / 9.0)) * MEBIBYTE) + random.nextInt(9_000_000);
        String version = day > 290 ? "4.15.30" : day > 160 ? "4.16.8" : day > 52 ? "4.17.5" : "4.18.2";
        return new Taken(
                at(day), "3f0f4a5c-7a1e-4a55-9d6b-4a86a7d0c3f1", "prod-frankfurt", version, bytes, List.of(), false);
    }

    /** Daily and encrypted; copies to the west have failed for three days. */
    private void berlin(Path east, Path west) throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        List<Outcome> failures = new ArrayList<>();
        for (int day = 179; day >= 0; day--) {
            long bytes = (long) ((640 - 0.4 * day) * MEBIBYTE) + random.nextInt(3_000_000);
            Taken taken = new Taken(
                    at(day),
                    "a1d6c8be-0f5e-4c0f-8f43-1f5c5be0a9d2",
                    "prod-berlin",
                    day > 30 ? "4.17.5" : "4.17.12",
                    bytes,
                    day == 31 ? List.of("pre-upgrade") : List.of(),
                    true);
            make(east, taken);
            if (day < 14 && day > 3) {
                make(west, taken);
            } else if (day <= 3) {
                failures.add(Outcome.failed(Outcome.SYNC, "no space left on device", 2_000, at(day), TOOL));
            }
            if (day % 10 == 2) {
                outcomes.add(outcome(taken, Outcome.VERIFY, 90, true, "every byte read", 5_400));
            }
            if (day % 30 == 12) {
                outcomes.add(kinds(outcome(taken, Outcome.REHEARSE, 100, true, "served as taken", 6_100), day));
            }
        }
        remember(east, outcomes);
        remember(west, failures);
    }

    /** Every eight hours for two weeks; never verified, and the last set is three days old. */
    private void edge(Path east, Path west) throws IOException {
        int left = SETS - 180 - count(east.resolveSibling("prod-frankfurt"));
        for (int i = 0; i < left; i++) {
            Instant at = now.minus(Duration.ofHours(75 + 8L * i));
            make(east, new Taken(at, null, null, null, 96 * MEBIBYTE - i * 200_000L, List.of(), false));
        }
        Files.createDirectories(west);
    }

    private static int count(Path cluster) throws IOException {
        try (var entries = Files.list(cluster)) {
            return (int) entries.filter(Files::isDirectory).count();
        }
    }

    private record Taken(
            Instant at,
            String clusterId,
            String clusterName,
            String version,
            long bytes,
            List<String> tags,
            boolean encrypted) {}

    private Instant at(int daysAgo) {
        return now.minus(Duration.ofDays(daysAgo)).minus(Duration.ofHours(5));
    }

    private static void make(Path location, Taken taken) throws IOException {
        BackupSetId id = BackupSetId.at(taken.at());
        Path directory = Files.createDirectories(location.resolve(id.value()));
        List<SetFile> files = new ArrayList<>();
        for (FileRole role : FileRole.values()) {
            long size = role == FileRole.SNAPSHOT ? taken.bytes() / 4096 * 4096 + 32 : 70_000;
            SetFile plain = new SetFile(new SetFileName(role, id, false).toString(), role, size, "0".repeat(64));
            SetFile stored = taken.encrypted()
                    ? new SetFile(
                            plain.name() + ".age",
                            role,
                            size + 500,
                            "1".repeat(64),
                            size,
                            plain.sha256(),
                            null,
                            List.of("ABCD"))
                    : plain;
            files.add(stored);
            try (RandomAccessFile file =
                    new RandomAccessFile(directory.resolve(stored.name()).toFile(), "rw")) {
                file.setLength(stored.size());
            }
        }
        boolean stale = taken.at().getEpochSecond() % 23 == 5;
        Manifest manifest = new Manifest(
                taken.encrypted() ? Manifest.WRAPPED_FORMAT_VERSION : Manifest.FORMAT_VERSION,
                id,
                taken.at(),
                4_200,
                "master-0",
                taken.clusterId(),
                taken.version(),
                "script",
                false,
                taken.tags(),
                TOOL,
                new SnapshotStatus(
                        taken.bytes() / 900,
                        taken.bytes() / 15_000,
                        taken.bytes() / 4096 * 4096,
                        907036705L,
                        taken.bytes() / 21_000,
                        null,
                        null,
                        taken.version() == null ? null : "3.5.0"),
                files,
                Content.ALL,
                List.of(),
                List.of(),
                taken.clusterName(),
                stale ? new Doubts(true, List.of(), null, List.of(), null, null) : null,
                null,
                null);
        Files.writeString(directory.resolve(Manifest.FILE_NAME), Json.write(manifest) + "\n");
    }

    /** Leaves half of a snapshot. */
    private static void cut(Path location, BackupSetId id) throws IOException {
        Path file = location.resolve("%s/snapshot_%s.db".formatted(id, id));
        try (RandomAccessFile snapshot = new RandomAccessFile(file.toFile(), "rw")) {
            snapshot.setLength(Files.size(file) / 2);
        }
    }

    private static Outcome outcome(Taken taken, String command, int minutes, boolean ok, String detail, long millis) {
        return new Outcome(
                taken.at().plus(Duration.ofMinutes(minutes)),
                command,
                BackupSetId.at(taken.at()),
                taken.clusterId(),
                ok,
                detail,
                millis,
                TOOL,
                null,
                "3.5.0",
                taken.bytes() / 4096 * 4096,
                taken.bytes() / 21_000,
                null,
                null);
    }

    private static Outcome kinds(Outcome outcome, int day) {
        long all = outcome.dbSize() * 9 / 10;
        Map<String, Long> kinds = new LinkedHashMap<>();
        kinds.put("secrets", all * (30 + day / 20) / 100);
        kinds.put("events", all * (22 - day / 12) / 100);
        kinds.put("configmaps", all * 14 / 100);
        kinds.put("pods", all * 9 / 100);
        kinds.put("customresourcedefinitions.apiextensions.k8s.io", all * 7 / 100 - day * 90_000L);
        kinds.put("replicasets.apps", all * 5 / 100);
        kinds.put("images.image.openshift.io", all * 4 / 100 + day * 50_000L);
        kinds.put("leases.coordination.k8s.io", all / 100);
        return new Outcome(
                outcome.at(),
                outcome.command(),
                outcome.id(),
                outcome.clusterId(),
                outcome.ok(),
                outcome.detail(),
                outcome.millis(),
                outcome.tool(),
                null,
                outcome.etcdVersion(),
                outcome.dbSize(),
                outcome.keys(),
                kinds,
                null);
    }

    private static void remember(Path location, List<Outcome> outcomes) throws IOException {
        StringBuilder lines = new StringBuilder();
        outcomes.forEach(
                outcome -> lines.append(Json.HISTORY.write().apply(outcome)).append('\n'));
        Files.writeString(location.resolve(OwnFile.HISTORY.fileName()), lines);
    }
}
