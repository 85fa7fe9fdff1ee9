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
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes one set: guards, lock, capture, proof, manifest, publication. Whatever goes wrong, no half set is ever shown,
 * and a set that can't be proven is not shown either.
 */
public final class TakeBackup {
    /** A set, and whether it was another run that took it. */
    public record Taken(BackupSet set, boolean byAnother) {}

    private final StagingArea area;
    private final BackupSource source;
    private final EtcdMembership membership;
    private final List<Guard> guards;
    private final EncryptionCheck encryptionCheck;
    private final Function<Manifest, String> manifestJson;
    private final StoredForm form;
    private final Clock clock;
    private final Log log;

    /** @param form in which sets are stored */
    public TakeBackup(
            StagingArea area,
            BackupSource source,
            EtcdMembership membership,
            List<Guard> guards,
            EncryptionCheck encryptionCheck,
            Function<Manifest, String> manifestJson,
            StoredForm form,
            Clock clock,
            Log log) {
        this.area = area;
        this.source = source;
        this.membership = membership;
        this.guards = guards;
        this.encryptionCheck = encryptionCheck;
        this.manifestJson = manifestJson;
        this.form = form;
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
                return capture(circumstances, existing);
            }
        } catch (IOException e) {
            throw Failure.io("can't write to %s: %s".formatted(area.location(), Reason.of(e)), e);
        }
    }

    /**
     * Takes a set, or waits for the run that holds the lock and leaves it at its set, where both were asked for within a
     * minute.
     *
     * @param lockWait how long to wait for that run; zero not to
     * @throws Failure as {@link #run}
     */
    public Taken run(Duration lockWait, Circumstances.Inquiry circumstances) throws Unreadable, InterruptedException {
        return new Standby(area, clock, log).takeOrJoin(() -> run(circumstances), lockWait);
    }

    /**
     * Takes a set only if no other run publishes one meanwhile. Two runs that are started together end with one set and
     * no failure, whichever of them comes second.
     *
     * @param wait for another run to come to an end
     * @param patience with a run that still holds the lock when the wait is over
     * @return the set, and whether another run took it
     * @throws Failure as {@link #run}
     */
    public Taken runUnlessAnother(Duration wait, Duration patience, Circumstances.Inquiry circumstances)
            throws Unreadable, InterruptedException {
        return new Standby(area, clock, log).takeUnlessAnother(() -> run(circumstances), wait, patience);
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

    private BackupSet capture(Circumstances.Inquiry inquiry, List<BackupSet> existing)
            throws IOException, InterruptedException {
        Path made = area.stage();
        try (StagingDirectory staging = StagingDirectory.opened(made)) {
            Instant start = clock.instant();
            DoubtsFinder doubtsFinder = new DoubtsFinder(
                    membership,
                    existing.stream()
                            .filter(set -> !set.takenAt().isAfter(start))
                            .toList());
            String method = source.capture(staging);
            staging.requireInPlace();
            CapturedSet pair = CapturedSet.keepNewest(staging, log);
            SetVerification verdict = prove(staging, pair);
            verdict.alarms().forEach(alarm -> log.warn(alarm.describe()));
            Circumstances circumstances = inquiry.make();
            SnapshotStatus status = Objects.requireNonNull(verdict.snapshot(), "a verified set has figures");
            Doubts doubts = doubtsFinder.find(status.revision(), circumstances.clusterId());
            if (doubts != null) {
                doubts.words().forEach(log::warn);
            }
            Manifest manifest = manifest(start, method, pair, verdict, circumstances, doubts);
            writeManifest(staging, form.wraps() ? wrapped(staging, manifest) : manifest);
            staging.requireInPlace();
            BackupSet published = area.publish(made, pair.id());
            if (!staging.isAt(Path.of(published.path()))) {
                throw Failure.failed("%s was replaced while it was published".formatted(published.path()));
            }
            return form.wraps() ? published.unwrapped(manifest) : published;
        } finally {
            discard(made);
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

    private SetVerification prove(StagingDirectory staging, CapturedSet pair) throws Unreadable, InterruptedException {
        SetVerification verdict = SetVerifier.verify(
                pair.id(),
                staging.path().toString(),
                pair.files(),
                file -> open(staging, file, pair.id()),
                new SetVerifier.Options(false, encryptionCheck));
        if (verdict.isWholeButForKeys()) {
            log.warn("the set is kept, but: " + verdict.problems());
        } else if (!verdict.ok()) {
            throw Failure.notWhole("the backup is damaged and was not kept: " + verdict.problems());
        }
        return verdict;
    }

    private InputStream open(StagingDirectory staging, String file, BackupSetId id) throws IOException {
        return log.watched(id.value(), staging.size(file), staging.open(file));
    }

    private Manifest manifest(
            Instant start,
            String method,
            CapturedSet pair,
            SetVerification verdict,
            Circumstances circumstances,
            @Nullable Doubts doubts) {
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
                Objects.requireNonNull(verdict.snapshot()),
                verdict.files(),
                Content.ALL,
                verdict.alarms(),
                verdict.encryption(),
                circumstances.clusterName(),
                doubts,
                null,
                null);
    }

    private Manifest wrapped(StagingDirectory staging, Manifest plain) throws IOException, InterruptedException {
        log.info("storing it %s".formatted(form.wrapping().words()));
        return new SetWrapper(form, staging).wrap(plain, manifestJson.apply(plain) + "\n");
    }

    private void writeManifest(StagingDirectory staging, Manifest manifest) throws IOException {
        Map<String, byte[]> companions = form.companions(manifest, manifestJson.apply(manifest) + "\n", null);
        for (Map.Entry<String, byte[]> file : companions.entrySet()) {
            staging.write(file.getKey(), file.getValue());
        }
    }
}
