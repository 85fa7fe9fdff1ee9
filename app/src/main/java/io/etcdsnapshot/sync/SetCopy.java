package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.BackupStore;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Failure;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetProver;
import io.etcdsnapshot.backup.SetVerdict;
import io.etcdsnapshot.stream.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * Copies one set to all destinations that lack it: every file is sent, hashed where it landed, and only then is the set
 * shown there.
 */
final class SetCopy {
    private static final long SPACE_MARGIN = 16L << 20;
    private static final int MAX_COMPANION_BYTES = 1024 * 1024;

    private final BackupStore from;
    private final BackupSet set;
    private final List<BackupSet> source;
    private final List<Target> targets;
    private final Function<Manifest, String> manifestJson;
    private final Duration stall;
    private final long start = System.nanoTime();

    /**
     * @param source all sets there, for those that destinations may hold already
     * @param stall how long a destination may make no progress
     */
    SetCopy(
            BackupStore from,
            BackupSet set,
            List<BackupSet> source,
            List<Target> targets,
            Function<Manifest, String> manifestJson,
            Duration stall) {
        this.from = from;
        this.set = set;
        this.source = source;
        this.targets = targets;
        this.manifestJson = manifestJson;
        this.stall = stall;
    }

    /** @throws Failure if the set itself is not whole or can't be read; then it is sent nowhere */
    void run() throws InterruptedException {
        try {
            Map<String, byte[]> companions = new LinkedHashMap<>();
            Manifest manifest = readManifest(companions);
            atAll(target -> () -> begin(target));
            for (SetFile file : manifest.files()) {
                new FileTransfer(from, set, file, source, stall).run(working());
            }
            atAll(target -> () -> finish(target, companions));
        } catch (IOException e) {
            throw Failure.failed("can't be read: " + from.reason(e), e);
        } finally {
            targets.forEach(Target::endArrival);
        }
    }

    /** A flat set has none: it is proven and gets one. */
    private Manifest readManifest(Map<String, byte[]> companions) throws IOException, InterruptedException {
        Manifest manifest = set.manifest();
        if (manifest == null) {
            manifest = manifestOfFlatSet();
            companions.putAll(Companions.of(manifest, manifestJson.apply(manifest)));
            return manifest;
        }
        for (String name : List.of(Manifest.FILE_NAME, Companions.CHECKSUMS)) {
            try (InputStream in = from.open(set, name)) {
                companions.put(name, in.readNBytes(MAX_COMPANION_BYTES));
            }
        }
        return manifest;
    }

    private Manifest manifestOfFlatSet() throws InterruptedException {
        SetVerdict verdict = SetProver.prove(set, from);
        if (!verdict.ok() || verdict.snapshot() == null) {
            throw Failure.notWhole(verdict.problems());
        }
        return new Manifest(
                Manifest.FORMAT_VERSION,
                set.id(),
                set.takenAt(),
                0,
                "unknown",
                null,
                null,
                "script",
                set.dirty(),
                List.of(),
                "cluster-backup.sh",
                verdict.snapshot(),
                verdict.files());
    }

    private boolean begin(Target target) throws IOException {
        OptionalLong free = target.store().freeBytes();
        long needed = set.sizeBytes() + SPACE_MARGIN;
        if (free.isPresent() && free.getAsLong() < needed) {
            throw Failure.refused("too little space for %s: %,d MiB free, %,d MiB needed"
                    .formatted(set.id(), free.getAsLong() >> 20, needed >> 20));
        }
        target.receive(set);
        return true;
    }

    private DestinationReport.Copied finish(Target target, Map<String, byte[]> companions) throws IOException {
        Incoming incoming = target.arriving();
        for (Map.Entry<String, byte[]> small : companions.entrySet()) {
            byte[] bytes = small.getValue();
            try (Incoming.FileWriter writer = incoming.create(small.getKey(), bytes.length)) {
                writer.write(0, bytes, 0, bytes.length);
                writer.finish(bytes.length);
            }
            prove(incoming, set.id(), small.getKey(), Sha256.of(bytes));
        }
        Optional<BackupSet> replaced = target.sets().stream()
                .filter(there -> there.id().equals(set.id()) && !there.flat())
                .findFirst();
        BackupSet there = incoming.publish(replaced);
        long millis = (System.nanoTime() - start) / 1_000_000;
        DestinationReport.Copied copied =
                new DestinationReport.Copied(set.id(), set.sizeBytes(), incoming.bytesSent(), millis);
        target.arrived(there, copied);
        return copied;
    }

    /** @throws Failure not whole, if another hash is that of what is stored there */
    static void prove(Incoming incoming, BackupSetId id, String file, String expected) throws IOException {
        String stored = incoming.sha256(file);
        if (!stored.equals(expected)) {
            throw Failure.notWhole(
                    "%s of %s is not what was sent: SHA-256 %s there, %s here".formatted(file, id, stored, expected));
        }
    }

    private List<Target> working() {
        return targets.stream().filter(Target::isWorking).toList();
    }

    private <T> void atAll(Function<Target, Callable<T>> work) throws InterruptedException {
        Target.forAll(working(), target -> target.submit(work.apply(target)));
    }
}
