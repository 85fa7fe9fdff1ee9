package io.etcdsnapshot.backup;

import io.etcdsnapshot.etcd.Alarm;
import io.etcdsnapshot.etcd.Finding;
import io.etcdsnapshot.etcd.RevisionObserver;
import io.etcdsnapshot.etcd.SnapshotStatus;
import io.etcdsnapshot.etcd.SnapshotVerification;
import io.etcdsnapshot.etcd.SnapshotVerifier;
import io.etcdsnapshot.failure.Damaged;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.ReadableStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies sets: every file is read once from its first byte to its last, the snapshot checked by what etcd demands of
 * it, the kube resources by what a restore needs, and both by what the manifest and the checksums beside them say. What
 * is wrong with the content is a finding; what can't be read is {@link Unreadable}.
 */
public final class SetVerifier {
    /** Opens a file of the set by its name. */
    @FunctionalInterface
    public interface Opener {
        InputStream open(String file) throws IOException;
    }

    /**
     * Holds what a caller may ask for.
     *
     * @param acceptNoTrailer whether a snapshot without a trailer, else whole, is a warning
     * @param observer sees all versions of keys in the snapshot on the way
     */
    public record Options(boolean acceptNoTrailer, EncryptionCheck encryptionCheck, RevisionObserver observer) {
        public static final Options STRICT = new Options(false, EncryptionCheck.NONE);

        public Options(boolean acceptNoTrailer, EncryptionCheck encryptionCheck) {
            this(acceptNoTrailer, encryptionCheck, RevisionObserver.NONE);
        }
    }

    private final Opener opener;
    private final Options options;
    private final EncryptedValues encryptedValues = new EncryptedValues();
    private final List<Finding> findings = new ArrayList<>();
    private final List<SetFile> files = new ArrayList<>();
    private boolean storedOnly;
    private @Nullable SnapshotVerification snapshot;
    private byte @Nullable [] encryptionConfiguration;

    private SetVerifier(Opener opener, Options options) {
        this.opener = opener;
        this.options = options;
    }

    /** Verifies a set where it lies. */
    public static SetVerification verify(BackupSet set, ReadableStore store) throws Unreadable, InterruptedException {
        return verify(set, store, Options.STRICT);
    }

    /** Verifies a set where it lies; of one that is shown as what its files hold, the small files that lie there, too. */
    public static SetVerification verify(BackupSet set, ReadableStore store, Options options)
            throws Unreadable, InterruptedException {
        SetVerification verification = verify(set, file -> store.open(set, file), options);
        BackupSet stored = set.stored();
        if (stored == null || stored.manifest() == null) {
            return verification;
        }
        List<SetFile> opened = stored.requireManifest().filesHere();
        List<Finding> asStored = new CompanionCheck(stored, opened, null).run(file -> store.open(stored, file));
        return verification.and(asStored.stream()
                .filter(finding -> !verification.findings().contains(finding))
                .toList());
    }

    /** Verifies a set that was brought to another place. */
    public static SetVerification verify(BackupSet set, Opener opener) throws Unreadable, InterruptedException {
        return verify(set, opener, Options.STRICT);
    }

    /** Verifies a set with its companions. */
    public static SetVerification verify(BackupSet set, Opener opener, Options options)
            throws Unreadable, InterruptedException {
        SetVerifier verifier = new SetVerifier(opener, options);
        verifier.reportProblem(set);
        Manifest manifest = set.manifest();
        verifier.verifyFiles(manifest != null && manifest.isWrapped() ? manifest.filesHere() : set.files());
        List<Finding> companions = new CompanionCheck(set, verifier.files, verifier.status()).run(verifier::open);
        verifier.findings.addAll(companions);
        verifier.checkEncryption(manifest == null ? List.of() : manifest.encryption());
        boolean isFile = set.layout() != null && set.flat() && !set.files().isEmpty();
        String path =
                isFile ? set.asStored().pathOf(set.asStored().files().get(0).name()) : set.path();
        return set.isDated()
                ? verifier.verification(set.id(), path, set.content())
                : verifier.verification(null, path, set.content())
                        .naming(set.snapshotName(), set.asStored().snapshotName());
    }

    /** Verifies files that have no companions yet. */
    public static SetVerification verify(@Nullable BackupSetId id, String path, List<SetFile> files, Opener opener)
            throws Unreadable, InterruptedException {
        return verify(id, path, files, opener, Options.STRICT);
    }

    /** Verifies files that have no companions yet. */
    public static SetVerification verify(
            @Nullable BackupSetId id, String path, List<SetFile> files, Opener opener, Options options)
            throws Unreadable, InterruptedException {
        SetVerifier verifier = new SetVerifier(opener, options);
        verifier.verifyFiles(files);
        verifier.checkEncryption(List.of());
        return verifier.verification(id, path, Content.ALL);
    }

    private SetVerification verification(@Nullable BackupSetId id, String path, Content content) {
        List<Alarm> alarms = snapshot == null ? List.of() : snapshot.alarms();
        return new SetVerification(
                id,
                path,
                content,
                status(),
                List.copyOf(files),
                List.copyOf(findings),
                alarms,
                List.copyOf(encryptedValues.used(liveLabels()).keySet()),
                storedOnly);
    }

    private @Nullable SnapshotStatus status() {
        return snapshot == null ? null : snapshot.status();
    }

    private Set<Integer> liveLabels() {
        return snapshot == null ? Set.of() : snapshot.liveLabels();
    }

    /** Reads the content of a set that only looks truncated: it may be a database without a trailer. */
    private void reportProblem(BackupSet set) throws Unreadable {
        String problem = set.problem();
        if (problem == null) {
            return;
        }
        if (set.state() == SetState.UNREADABLE) {
            throw new Unreadable("can't read %s: %s".formatted(set.path(), problem), true, null, null);
        }
        if (set.isUsable()) {
            String without = problem.contains(Manifest.FILE_NAME) ? ": verified without it" : "";
            findings.add(Finding.warning(Manifest.FILE_NAME, "manifest", problem + without));
        } else if (!(set.manifest() == null && set.state() == SetState.CORRUPT && options.acceptNoTrailer())) {
            String file = set.flat() ? set.id().value() : Manifest.FILE_NAME;
            findings.add(Finding.failed(file, set.state().toString(), problem));
        }
    }

    private InputStream open(String file) throws IOException {
        try {
            return new ReadableStream(opener.open(file), e -> Unreadable.of(file, e));
        } catch (ClosedByInterruptException | Damaged e) {
            throw e;
        } catch (IOException e) {
            throw Unreadable.of(file, e);
        }
    }

    private void verifyFiles(List<SetFile> toVerify) throws Unreadable, InterruptedException {
        for (SetFile file : toVerify) {
            try (InputStream in = open(file.name())) {
                verify(file, in);
            } catch (Damaged e) {
                findings.add(Finding.failed(file.name(), WrappedFileVerifier.CHECK, e.getMessage()));
                files.add(new SetFile(file.name(), file.role(), file.size(), "damaged"));
            } catch (ClosedByInterruptException e) {
                throw new InterruptedException("interrupted while verifying " + file.name());
            } catch (IOException e) {
                throw Unreadable.of(file.name(), e);
            }
        }
    }

    private void verify(SetFile file, InputStream in) throws IOException, InterruptedException {
        if (!file.isPlain()) {
            WrappedFileVerifier.Outcome outcome = WrappedFileVerifier.verify(file, in);
            findings.addAll(outcome.findings());
            files.add(outcome.file());
            storedOnly = true;
        } else if (file.role() == FileRole.SNAPSHOT) {
            verifySnapshot(file, in);
        } else {
            verifyKubeResources(file, in);
        }
    }

    private void verifySnapshot(SetFile file, InputStream in) throws IOException, InterruptedException {
        SizedSnapshot sized = SizedSnapshot.of(file, in);
        SnapshotVerification outcome = SnapshotVerifier.verify(
                file.name(),
                sized.size(),
                sized.in(),
                new SnapshotVerifier.Options(options.acceptNoTrailer(), encryptedValues, options.observer()));
        findings.addAll(outcome.findings());
        outcome.alarms().forEach(alarm -> findings.add(Finding.warning(file.name(), "alarm", alarm.describe())));
        files.add(new SetFile(file.name(), file.role(), outcome.size(), outcome.sha256()));
        snapshot = outcome;
    }

    private void verifyKubeResources(SetFile file, InputStream in) throws IOException {
        CountingDigest digest = new CountingDigest(in);
        KubeResourcesVerifier.Outcome outcome = KubeResourcesVerifier.verify(file.name(), digest);
        findings.addAll(outcome.findings());
        encryptionConfiguration = outcome.encryptionConfiguration();
        digest.transferTo(OutputStream.nullOutputStream());
        files.add(new SetFile(file.name(), file.role(), digest.bytes(), digest.sha256()));
    }

    /** @param known by the manifest, for where the snapshot is kept elsewhere */
    private void checkEncryption(List<EncryptedUse> known) {
        Map<EncryptedUse, List<StoredValue>> used = new LinkedHashMap<>();
        if (snapshot == null) {
            known.forEach(use -> used.put(use, List.of()));
        } else {
            used.putAll(encryptedValues.used(liveLabels()));
        }
        if (!used.isEmpty()) {
            findings.addAll(options.encryptionCheck()
                    .check(new EncryptionCheck.Evidence(
                            nameOf(FileRole.SNAPSHOT),
                            nameOf(FileRole.KUBE_RESOURCES),
                            used,
                            encryptedValues.serverKeys(liveLabels()),
                            encryptionConfiguration)));
        }
    }

    private @Nullable String nameOf(FileRole role) {
        return files.stream()
                .filter(file -> file.role() == role)
                .map(SetFile::name)
                .findFirst()
                .orElse(null);
    }
}
