package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetVerification;
import io.etcdsnapshot.backup.SetVerifier;
import io.etcdsnapshot.backup.SpaceAware;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.stream.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Copies one set to all destinations that lack it: every file is sent, hashed where it landed, and only then is the set
 * shown there.
 */
final class SetCopy {
    private static final long SPACE_MARGIN = 16L << 20;
    private static final int MAX_COMPANION_BYTES = 1024 * 1024;

    /** What of the set one destination gets. */
    private record Parcel(Manifest manifest, Map<String, byte[]> companions) {
        long bytes() {
            return manifest.filesHere().stream().mapToLong(SetFile::size).sum();
        }

        /** SHA-256 by file name. */
        Map<String, String> hashes() {
            Map<String, String> hashes = new LinkedHashMap<>();
            companions.forEach((name, bytes) -> hashes.put(name, Sha256.of(bytes)));
            manifest.filesHere().forEach(file -> hashes.put(file.name(), String.valueOf(file.sha256())));
            return hashes;
        }
    }

    private final ReadableStore from;
    private final BackupSet set;
    private final List<BackupSet> source;
    private final List<Target> targets;
    private final Function<Manifest, String> manifestJson;
    private final Duration stall;
    private final long start = System.nanoTime();
    private final CopyProof proof;

    /**
     * @param source all sets there, for those that destinations may hold already
     * @param stall how long a destination may make no progress
     */
    SetCopy(
            ReadableStore from,
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
        this.proof = new CopyProof(from, set);
    }

    /** @throws Failure if the set itself is not whole or can't be read; only copies that are whole are shown then */
    void run() throws InterruptedException {
        try {
            Manifest manifest = set.manifest() == null ? manifestOfFlatSet() : set.manifest();
            Map<Content, Parcel> parcels = pack(manifest);
            atAll(parcels, this::begin);
            for (SetFile file : manifest.filesHere()) {
                Set<Target> patched = transfer(file)
                        .run(targets.stream()
                                .filter(target -> target.isWorking()
                                        && target.contentOf(set).covers(file.role()))
                                .toList());
                proof.begunFromEarlier(patched, file);
            }
            atAll(parcels, this::addCompanions);
            atAll(parcels, this::prove);
            proof.judge(manifest);
            sendAgain(manifest, parcels);
            at(targets.stream().filter(proof::isShowable).toList(), parcels, this::publish);
        } catch (IOException e) {
            throw CopyProof.unreadable(e);
        } finally {
            targets.forEach(Target::endArrival);
        }
        proof.requireSource();
    }

    /** What is sent as it is keeps the small files that it has. */
    private Map<Content, Parcel> pack(Manifest manifest) throws IOException {
        Map<Content, Parcel> parcels = new EnumMap<>(Content.class);
        for (Content content :
                targets.stream().map(target -> target.contentOf(set)).collect(Collectors.toSet())) {
            Manifest part = manifest.of(content);
            boolean asItIs = part.equals(set.manifest());
            parcels.put(
                    content,
                    new Parcel(part, asItIs ? readCompanions() : Companions.of(part, manifestJson.apply(part))));
        }
        return parcels;
    }

    private Map<String, byte[]> readCompanions() throws IOException {
        Map<String, byte[]> companions = new LinkedHashMap<>();
        for (String name : List.of(Manifest.FILE_NAME, Companions.CHECKSUMS)) {
            try (InputStream in = from.open(set, name)) {
                companions.put(name, in.readNBytes(MAX_COMPANION_BYTES));
            }
        }
        return companions;
    }

    /** A flat set has none: it is proven and gets one. */
    private Manifest manifestOfFlatSet() throws InterruptedException {
        SetVerification verdict = SetVerifier.verify(set, from);
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
                verdict.files(),
                Content.ALL);
    }

    private void begin(Target target, Parcel parcel) throws IOException {
        OptionalLong free = SpaceAware.freeBytes(target.store());
        long needed = parcel.bytes() + SPACE_MARGIN;
        if (free.isPresent() && free.getAsLong() < needed) {
            throw Failure.refused("too little space for %s: %,d MiB free, %,d MiB needed"
                    .formatted(set.id(), free.getAsLong() >> 20, needed >> 20));
        }
        target.receive(set);
    }

    private FileTransfer transfer(SetFile file) {
        return new FileTransfer(from, set, file, source, stall);
    }

    private void addCompanions(Target target, Parcel parcel) throws IOException {
        for (Map.Entry<String, byte[]> small : parcel.companions().entrySet()) {
            byte[] bytes = small.getValue();
            try (Incoming.FileWriter writer = target.arriving().create(small.getKey(), bytes.length)) {
                writer.write(0, bytes, 0, bytes.length);
                writer.finish(bytes.length);
            }
        }
    }

    private void prove(Target target, Parcel parcel) throws IOException {
        proof.take(target, parcel.hashes());
    }

    private void sendAgain(Manifest manifest, Map<Content, Parcel> parcels) throws IOException, InterruptedException {
        for (Map.Entry<SetFile, List<Target>> spoilt : proof.spoilt().entrySet()) {
            SetFile file = spoilt.getKey();
            List<Target> again = spoilt.getValue();
            again.forEach(target -> target.warn(
                    "an earlier snapshot there is damaged, verify it; %s is sent as a whole".formatted(file.name())));
            transfer(file).sendWhole(again);
            at(again, parcels, this::prove);
        }
        proof.judge(manifest);
    }

    private void publish(Target target, Parcel parcel) throws IOException {
        Incoming incoming = target.arriving();
        BackupSet there = incoming.publish(target.held(set.id()));
        long millis = (System.nanoTime() - start) / 1_000_000;
        target.arrived(
                there,
                new DestinationReport.Copied(
                        set.id(), parcel.manifest().content(), parcel.bytes(), incoming.bytesSent(), millis));
    }

    /** A step at one destination. */
    private interface Step {
        void take(Target target, Parcel parcel) throws IOException;
    }

    private void atAll(Map<Content, Parcel> parcels, Step step) throws InterruptedException {
        at(targets, parcels, step);
    }

    private void at(List<Target> some, Map<Content, Parcel> parcels, Step step) throws InterruptedException {
        Target.forAll(
                some,
                target -> target.submit(() -> {
                    step.take(target, Objects.requireNonNull(parcels.get(target.contentOf(set))));
                    return null;
                }));
    }
}
