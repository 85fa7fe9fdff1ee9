package io.etcdsnapshot.backup;

import io.etcdsnapshot.etcd.Alarm;
import io.etcdsnapshot.etcd.Finding;
import io.etcdsnapshot.etcd.SnapshotStatus;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of reading and checking every byte of one set.
 *
 * @param id null for a bare snapshot file whose name tells none
 * @param content what of the set was to be verified
 * @param snapshot null if the snapshot is missing or too damaged to count in
 * @param files those read, with size and SHA-256 as found
 * @param alarms those that etcd had raised when the snapshot was taken
 * @param encryption the keys that the snapshot's values are encrypted with
 * @param storedOnly whether the files were verified as they are stored, compressed or encrypted, and not opened
 */
public record SetVerification(
        @Nullable BackupSetId id,
        String path,
        Content content,
        @Nullable SnapshotStatus snapshot,
        List<SetFile> files,
        List<Finding> findings,
        List<Alarm> alarms,
        List<EncryptedUse> encryption,
        boolean storedOnly) {
    /** Makes the outcome where no snapshot was read. */
    public SetVerification(
            @Nullable BackupSetId id,
            String path,
            Content content,
            @Nullable SnapshotStatus snapshot,
            List<SetFile> files,
            List<Finding> findings) {
        this(id, path, content, snapshot, files, findings, List.of(), List.of(), false);
    }

    /**
     * Returns whether every byte is in order, and only keys are missing that its encrypted values need: they may be had
     * from elsewhere.
     */
    boolean isWholeButForKeys() {
        return !ok()
                && snapshot != null
                && findings.stream()
                        .allMatch(finding -> finding.ok() || finding.check().equals(EncryptionCheck.NAME));
    }

    public boolean ok() {
        return (snapshot != null || storedOnly || !content.covers(FileRole.SNAPSHOT))
                && findings.stream().allMatch(Finding::ok);
    }

    /** Returns the same with a file called by another name in the findings. */
    SetVerification naming(String file, String name) {
        List<Finding> named = findings.stream()
                .map(finding -> finding.file().equals(file)
                        ? new Finding(name, finding.check(), finding.ok(), finding.warning(), finding.detail())
                        : finding)
                .toList();
        return new SetVerification(id, path, content, snapshot, files, named, alarms, encryption, storedOnly);
    }

    /** Returns the same with further findings. */
    SetVerification and(List<Finding> more) {
        List<Finding> all = Stream.concat(findings.stream(), more.stream()).toList();
        return new SetVerification(id, path, content, snapshot, files, all, alarms, encryption, storedOnly);
    }

    /** Returns whether the snapshot has no SHA-256 at its end, which was accepted and which etcd's restore must be told. */
    public boolean lacksTrailer() {
        return warnings().stream().anyMatch(finding -> finding.check().equals("trailer"));
    }

    /** Returns what somebody should know of a set that is usable. */
    public List<Finding> warnings() {
        return findings.stream().filter(Finding::isWarning).toList();
    }

    /** Returns the failed findings in one line. */
    public String problems() {
        return findings.stream()
                .filter(finding -> !finding.ok())
                .map(finding -> finding.file() + ": " + finding.detail())
                .reduce((a, b) -> a + "; " + b)
                .orElse("there is no snapshot");
    }
}
