package io.etcdsnapshot.backup;

import io.etcdsnapshot.etcd.SnapshotStatus;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.failure.Unreadable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes one set: guards, lock, capture, proof, manifest, publication. Whatever goes wrong, no half set is ever shown,
 * and a set that can't be proven is not shown either.
 */
public final class TakeBackup {
    /** What the manifest says beyond what the files tell. */
    public record Circumstances(
            String node, @Nullable String clusterId, @Nullable String clusterVersion, List<String> tags, String tool) {
        /** Finds them out, only once a backup is being taken. */
        @FunctionalInterface
        public interface Inquiry {
            Circumstances make() throws InterruptedException;
        }
    }

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
     * @throws Failure refused by a guard or the cluster; not whole if what was captured is damaged; failed otherwise
     */
    public BackupSet run(Circumstances.Inquiry circumstances) throws InterruptedException {
        try {
            boolean empty = !area.exists();
            guards.stream().filter(guard -> empty || !guard.needsLock()).forEach(guard -> guard.check(List.of()));
            area.prepare();
            try (Lockable.Lock lock = area.lock("snapshot")) {
                clearLeftovers(lock);
                List<BackupSet> existing = area.list().sets();
                guards.forEach(guard -> guard.check(existing));
                awaitUnusedSecond(existing);
                return capture(circumstances);
            }
        } catch (IOException e) {
            throw Failure.io("can't write to %s: %s".formatted(area.location(), Reason.of(e)), e);
        }
    }

    /**
     * Waits for another run to publish a good set here; nothing is changed.
     *
     * @param patience with a run that still holds the lock when the wait is over
     * @return the other run's set, or empty if none came
     */
    public Optional<BackupSet> awaitAnother(Duration wait, Duration patience) throws Unreadable, InterruptedException {
        return new Standby(area, clock).await(wait, patience);
    }

    private void clearLeftovers(Lockable.Lock lock) throws IOException {
        if (lock.isExclusive()) {
            area.leftovers().forEach(source::abandon);
        }
        area.clearLeftovers(lock.isExclusive());
    }

    /** Ids have seconds: two sets in one second would get the same. */
    private void awaitUnusedSecond(List<BackupSet> existing) throws InterruptedException {
        List<BackupSetId> taken = existing.stream().map(BackupSet::id).toList();
        while (taken.contains(BackupSetId.at(clock.instant()))) {
            Thread.sleep(Duration.ofMillis(50).toMillis());
        }
    }

    private BackupSet capture(Circumstances.Inquiry circumstances) throws IOException, InterruptedException {
        Path staging = area.stage();
        try {
            Instant start = clock.instant();
            String method = source.capture(staging);
            CapturedSet pair = CapturedSet.keepNewest(staging, log);
            SetVerification verdict = prove(staging, pair);
            Manifest manifest = manifest(start, method, pair, verdict, circumstances.make());
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

    private SetVerification prove(Path staging, CapturedSet pair) throws InterruptedException {
        SetVerification verdict = SetVerifier.verify(
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
            Instant start, String method, CapturedSet pair, SetVerification verdict, Circumstances circumstances) {
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
