package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.ChecksumList;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.ForeignManifest;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.StoredForm;
import io.etcdsnapshot.catalogue.History;
import io.etcdsnapshot.catalogue.Recorder;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The place that sets come from, and what is known of them. All destinations share it: what was found out for one is not
 * found out again, and while one waits for the source it is not taken for stuck itself.
 */
final class Source implements AutoCloseable {
    /** Limits the share of changed pages; beyond it, sending all pages costs no more. */
    private static final double WORTHWHILE_SHARE = 0.7;

    private final ReadableStore store;
    private final List<BackupSet> sets;
    private final Function<Manifest, String> manifestJson;
    private final SharedAnswers answers;
    private final Map<BackupSetId, Failure> failed = new ConcurrentHashMap<>();
    private final SharedReads reads;

    /** @param stall how long the source may make no progress while somebody waits for it */
    Source(
            ReadableStore store,
            List<BackupSet> sets,
            Function<Manifest, String> manifestJson,
            Duration stall,
            Synchronizer.Pace pace) {
        this.store = store;
        this.sets = sets;
        this.manifestJson = manifestJson;
        this.answers = new SharedAnswers(stall);
        this.reads = new SharedReads(this, pace);
        store.reportTo(answers::moved);
    }

    ReadableStore store() {
        return store;
    }

    List<BackupSet> sets() {
        return sets;
    }

    SharedReads reads() {
        return reads;
    }

    /** Notes that a set can't be had, so that no other destination begins with it. */
    void fail(BackupSet set, Failure failure) {
        failed.putIfAbsent(set.id(), failure);
    }

    boolean isFailed(BackupSet set) {
        return failed.containsKey(set.id());
    }

    Map<BackupSetId, Failure> failed() {
        return failed;
    }

    /** Returns what is remembered of its sets. */
    History history(Recorder recorder, Progress destination) throws SourceFailure, InterruptedException {
        return answers.to(List.of("history"), () -> recorder.read(store), destination);
    }

    /** Returns what a destination gets of the set if it is stored as it is read; its manifest stays as it is, byte for byte, where all of it goes. */
    Shipment shipment(BackupSet set, Content content, Progress destination) throws SourceFailure, InterruptedException {
        return answers.to(List.of("shipment", set, content), () -> shipment(set, content), destination);
    }

    private Shipment shipment(BackupSet set, Content content) throws Exception {
        Manifest known = set.manifest();
        if (known != null && !set.flat() && set.stored() == null) {
            requireAgreement(set, known);
        }
        Manifest part = (known == null ? ForeignManifest.of(set, store) : known)
                .copied()
                .of(content);
        String signature = signature(set.asStored());
        boolean isOfPart =
                signature != null && !signature.isEmpty() && set.stored() == null && part.equals(set.manifest());
        return new Shipment(
                part,
                json(set, part),
                signature != null,
                isOfPart ? signature : null,
                StoredForm.AS_IT_IS,
                manifestJson);
    }

    /** @throws Failure not whole, if the checksums beside the files contradict the manifest */
    private void requireAgreement(BackupSet set, Manifest manifest) throws Unreadable {
        byte[] listed = Companions.read(file -> store.open(set, file), Companions.CHECKSUMS);
        if (listed == null) {
            return;
        }
        ChecksumList checksums = ChecksumList.parse(listed);
        for (SetFile file : manifest.filesHere()) {
            if (checksums.contradicts(file.name(), file.sha256())) {
                throw Failure.notWhole("%s lists another hash of %s than %s"
                        .formatted(Companions.CHECKSUMS, file.name(), Manifest.FILE_NAME));
            }
        }
    }

    private String json(BackupSet set, Manifest part) throws IOException {
        if (!part.equals(set.manifest())) {
            return manifestJson.apply(part) + "\n";
        }
        try (InputStream in = store.open(set, Manifest.FILE_NAME)) {
            return new String(in.readNBytes(Companions.MOST_BYTES), StandardCharsets.UTF_8);
        }
    }

    /** Returns the signature of the manifest as it lies there. */
    private @Nullable String signature(BackupSet set) throws Unreadable {
        if (set.manifest() == null) {
            return null;
        }
        byte[] signature = Companions.read(file -> store.open(set, file), Companions.SIGNATURE);
        return signature == null ? null : new String(signature, StandardCharsets.UTF_8);
    }

    /** Returns the hashes of what a set holds; empty where finding them would cost reading it over a link, or it can't be read. */
    Optional<Map<FileRole, String>> hashes(BackupSet set, Progress destination)
            throws IOException, InterruptedException {
        try {
            return answers.to(List.of("hashes", set), () -> SetHashes.of(set, store), destination);
        } catch (SourceFailure e) {
            return Optional.empty();
        }
    }

    /** Returns what is wrong with a file of the source whose copy differs; nothing if it is as its manifest says. */
    Optional<Failure> faultOf(BackupSet set, SetFile file, Progress destination)
            throws SourceFailure, InterruptedException {
        return answers.to(
                List.of("fault", set, file),
                () -> {
                    try (InputStream in = store.open(set, file.name())) {
                        return Sha256.of(in).equals(file.sha256())
                                ? Optional.empty()
                                : Optional.of(Failure.notWhole("%s differs from its manifest".formatted(file.name())));
                    }
                },
                destination);
    }

    /**
     * Returns the earlier set that is worth beginning a snapshot from, as the source has it: one that the destination has
     * too, and that shares enough pages.
     */
    Optional<BackupSet> basis(BackupSet set, SetFile file, List<BackupSet> destination, Progress waiting)
            throws SourceFailure, InterruptedException {
        if (file.role() != FileRole.SNAPSHOT || !store.isLocal()) {
            return Optional.empty();
        }
        Optional<BackupSet> basis = SyncPlan.basis(set, sets, destination);
        return basis.isPresent()
                        && answers.to(List.of("share", set, basis.get()), () -> share(set, file, basis.get()), waiting)
                                < WORTHWHILE_SHARE
                ? basis
                : Optional.empty();
    }

    private double share(BackupSet set, SetFile file, BackupSet basis) {
        try (InputStream in = store.open(set, file.name());
                InputStream earlier = openSnapshot(basis)) {
            return PageDelta.estimate(in, file.size(), earlier);
        } catch (IOException e) {
            return 1;
        }
    }

    InputStream openSnapshot(BackupSet basis) throws Unreadable {
        return store.open(basis, basis.snapshotName());
    }

    /** Does work on the source for nobody in particular. */
    void submit(Runnable work) {
        answers.submit(work);
    }

    /** @throws SourceFailure if the source made no progress for too long, while somebody waited for it */
    void requireProgress(long waitingSince) throws SourceFailure {
        answers.requireProgress(waitingSince);
    }

    @Override
    public void close() {
        answers.close();
    }
}
