package io.etcdsnapshot.backup;

import io.etcdsnapshot.etcd.SnapshotStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes one set: guards, lock, capture, proof, manifest, publication. Whatever goes wrong, no half set is ever shown,
 * and a set that can't be proven is not shown either.
 */
public final class TakeBackup {
    /** What the manifest says beyond what the files tell. */
    public record Circumstances(
            String node, @Nullable String clusterId, @Nullable String clusterVersion, List<String> tags, String tool) {}

    private final StagingArea area;
    private final BackupSource source;
    private final List<Guard> guards;
    private final Function<Manifest, String> manifestJson;
    private final Clock clock;
    private final Log log;

    public TakeBackup(
            StagingArea area,
            BackupSource source,
            List<Guard> guards,
            Function<Manifest, String> manifestJson,
            Clock clock,
            Log log) {
        this.area = area;
        this.source = source;
        this.guards = guards;
        this.manifestJson = manifestJson;
        this.clock = clock;
        this.log = log;
    }

    /**
     * @param circumstances asked only once a backup is being taken
     * @throws Failure refused by a guard or the cluster; not whole if what was captured is damaged; failed otherwise
     */
    public BackupSet run(Supplier<Circumstances> circumstances) throws InterruptedException {
        try {
            boolean empty = !area.exists();
            guards.stream().filter(guard -> empty || !guard.needsLock()).forEach(guard -> guard.check(List.of()));
            area.prepare();
            try (BackupStore.Lock lock = area.lock("snapshot")) {
                clearLeftovers(lock);
                List<BackupSet> existing = area.list().sets();
                guards.forEach(guard -> guard.check(existing));
                awaitUnusedSecond(existing);
                return capture(circumstances);
            }
        } catch (IOException e) {
            throw Failure.failed("can't write to %s: %s".formatted(area.location(), Reason.of(e)), e);
        }
    }

    /**
     * Waits for another run to publish a good set here; nothing is changed.
     *
     * @param patience with a run that still holds the lock when the wait is over
     * @return the other run's set, or empty if none came
     */
    public Optional<BackupSet> awaitAnother(Duration wait, Duration patience) throws InterruptedException {
        return new Standby(area, clock).await(wait, patience);
    }

    private void clearLeftovers(BackupStore.Lock lock) throws IOException {
        if (lock.isExclusive()) {
            area.leftovers().forEach(source::abandon);
        }
        area.clearLeftovers(lock);
    }

    /** Ids have seconds: two sets in one second would get the same. */
    private void awaitUnusedSecond(List<BackupSet> existing) throws InterruptedException {
        List<BackupSetId> taken = existing.stream().map(BackupSet::id).toList();
        while (taken.contains(BackupSetId.at(clock.instant()))) {
            Thread.sleep(Duration.ofMillis(50).toMillis());
        }
    }

    private BackupSet capture(Supplier<Circumstances> circumstances) throws IOException, InterruptedException {
        Path staging = area.stage();
        try {
            Instant start = clock.instant();
            String method = source.capture(staging);
            Pair pair = keepNewestPair(staging);
            SetVerdict verdict = prove(staging, pair);
            Manifest manifest = manifest(start, method, pair, verdict, circumstances.get());
            writeManifest(staging, manifest);
            return area.publish(staging, pair.id());
        } finally {
            discard(staging);
        }
    }

    private void discard(Path staging) {
        try {
            source.abandon(staging);
            if (Files.exists(staging)) {
                area.discard(staging);
            }
        } catch (IOException e) {
            log.warn("can't remove %s: %s; the next run will".formatted(staging, Reason.of(e)));
        }
    }

    /** The two files of one set. */
    private record Pair(BackupSetId id, boolean dirty, List<SetFile> files) {}

    private Pair keepNewestPair(Path staging) throws IOException {
        List<Path> found;
        try (Stream<Path> entries = Files.list(staging)) {
            found = entries.filter(Files::isRegularFile).toList();
        }
        List<Pair> pairs = found.stream()
                .flatMap(file -> SetFileName.parse(file.getFileName().toString()).stream())
                .filter(name -> name.role() == FileRole.SNAPSHOT)
                .sorted(Comparator.comparing(SetFileName::id).reversed())
                .map(name -> new Pair(name.id(), name.dirty(), filesOf(staging, name)))
                .filter(pair -> pair.files().size() == FileRole.values().length)
                .toList();
        if (pairs.isEmpty()) {
            throw Failure.failed("the backup ended well but left no pair of snapshot and kube resources, only %s"
                    .formatted(names(found)));
        }
        Pair newest = pairs.get(0);
        for (Path file : found) {
            String name = file.getFileName().toString();
            if (newest.files().stream().noneMatch(kept -> kept.name().equals(name))) {
                log.warn("the backup left %s beside the newest pair of files: it is not kept".formatted(name));
                Files.delete(file);
            }
        }
        return newest;
    }

    private static List<SetFile> filesOf(Path staging, SetFileName snapshot) {
        List<SetFile> files = new ArrayList<>();
        for (FileRole role : FileRole.values()) {
            String name = new SetFileName(role, snapshot.id(), snapshot.dirty()).toString();
            Path file = staging.resolve(name);
            if (Files.isRegularFile(file)) {
                files.add(new SetFile(name, role, file.toFile().length(), null));
            }
        }
        return files;
    }

    private static String names(List<Path> files) {
        return files.isEmpty()
                ? "an empty directory"
                : files.stream()
                        .map(file -> file.getFileName().toString())
                        .sorted()
                        .collect(Collectors.joining(", "));
    }

    private SetVerdict prove(Path staging, Pair pair) throws InterruptedException {
        SetVerdict verdict = SetProver.prove(
                pair.id(), staging.toString(), pair.files(), file -> open(staging.resolve(file), pair.id()));
        if (!verdict.ok()) {
            throw Failure.notWhole("the backup is damaged and was not kept: " + verdict.problems());
        }
        return verdict;
    }

    private InputStream open(Path file, BackupSetId id) throws IOException {
        return log.watched(id.value(), Files.size(file), Files.newInputStream(file));
    }

    private Manifest manifest(
            Instant start, String method, Pair pair, SetVerdict verdict, Circumstances circumstances) {
        SnapshotStatus status = verdict.snapshot();
        if (status == null) {
            throw new IllegalStateException("a verdict without figures can't be ok");
        }
        return new Manifest(
                Manifest.FORMAT_VERSION,
                pair.id(),
                start.truncatedTo(ChronoUnit.SECONDS),
                Duration.between(start, clock.instant()).toMillis(),
                circumstances.node(),
                circumstances.clusterId(),
                circumstances.clusterVersion(),
                method,
                pair.dirty(),
                circumstances.tags(),
                circumstances.tool(),
                status,
                verdict.files(),
                Content.ALL);
    }

    private void writeManifest(Path staging, Manifest manifest) throws IOException {
        for (Map.Entry<String, byte[]> file :
                Companions.of(manifest, manifestJson.apply(manifest)).entrySet()) {
            Files.write(staging.resolve(file.getKey()), file.getValue());
        }
    }
}
