package io.etcdsnapshot.backup;

import io.etcdsnapshot.etcd.Finding;
import io.etcdsnapshot.etcd.SnapshotStatus;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares the files of a set, as they were read, with what its manifest and {@code SHA256SUMS} say. One of these that is
 * missing or damaged is a warning, as the files prove themselves; one that contradicts them is a problem.
 */
final class CompanionCheck {
    private final BackupSet set;
    private final List<SetFile> files;
    private final @Nullable SnapshotStatus status;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * @param files as they were read
     * @param status of the snapshot, or null
     */
    CompanionCheck(BackupSet set, List<SetFile> files, @Nullable SnapshotStatus status) {
        this.set = set;
        this.files = files;
        this.status = status;
    }

    List<Finding> run(SetVerifier.Opener opener) throws Unreadable {
        Manifest manifest = set.manifest();
        if (manifest != null) {
            compareWith(manifest);
            if (manifest.doubts() != null) {
                manifest.doubts()
                        .words()
                        .forEach(doubt -> findings.add(Finding.warning(Manifest.FILE_NAME, "doubts", doubt)));
            }
        }
        compareChecksums(opener, manifest != null);
        return findings;
    }

    private void compareWith(Manifest manifest) {
        for (SetFile expected : manifest.filesHere()) {
            Optional<SetFile> found = files.stream()
                    .filter(file -> file.name().equals(expected.name()))
                    .findFirst();
            findings.add(found.map(file -> compare(expected, file))
                    .orElseGet(() -> Finding.failed(expected.name(), "manifest", "missing")));
        }
        SnapshotStatus told = manifest.snapshot();
        if (status != null && told != null && !status.agreesWith(told)) {
            findings.add(Finding.failed(
                    Manifest.FILE_NAME,
                    "figures",
                    "says %s; the snapshot has %s".formatted(told.describe(), status.describe())));
        }
    }

    private static Finding compare(SetFile expected, SetFile found) {
        if (expected.size() != found.size()) {
            return Finding.failed(
                    found.name(),
                    "manifest",
                    "%,d bytes, the manifest says %,d".formatted(found.size(), expected.size()));
        }
        return String.valueOf(found.sha256()).equals(expected.sha256())
                ? Finding.passed(found.name(), "manifest", "size and SHA-256 as in the manifest")
                : Finding.failed(found.name(), "manifest", "SHA-256 differs from the manifest");
    }

    private void compareChecksums(SetVerifier.Opener opener, boolean hasManifest) throws Unreadable {
        byte[] text = Companions.read(opener, Companions.CHECKSUMS);
        if (text == null) {
            if (hasManifest) {
                warn("missing");
            }
            return;
        }
        ChecksumList list = ChecksumList.parse(text);
        if (list.isEmpty()) {
            warn(text.length == 0 ? "empty" : "damaged: it holds no checksum");
            return;
        }
        files.forEach(file -> compare(list, file.name(), String.valueOf(file.sha256())));
        byte[] manifest = hasManifest ? Companions.read(opener, Manifest.FILE_NAME) : null;
        if (manifest != null) {
            compare(list, set.nameOf(Manifest.FILE_NAME), Sha256.of(manifest));
        }
    }

    private void compare(ChecksumList list, String file, String sha256) {
        if (list.hashOf(file).isEmpty()) {
            warn("doesn't list " + file);
        } else if (list.contradicts(file, sha256)) {
            findings.add(Finding.failed(Companions.CHECKSUMS, "checksums", "lists another hash of " + file));
        }
    }

    /** Beside a flat set the list may be of other files. */
    private void warn(String detail) {
        if (set.flat()) {
            return;
        }
        findings.add(Finding.warning(Companions.CHECKSUMS, "checksums", detail));
    }
}
