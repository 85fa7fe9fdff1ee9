package io.etcdsnapshot.backup;

import io.etcdsnapshot.etcd.Finding;
import io.etcdsnapshot.etcd.SnapshotStatus;
import io.etcdsnapshot.etcd.SnapshotVerification;
import io.etcdsnapshot.etcd.SnapshotVerifier;
import io.etcdsnapshot.stream.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Proves sets whole: every file is read once from its first byte to its last, the snapshot by what etcd demands of it,
 * the kube resources by what a restore needs, and both by what the manifest says.
 */
public final class SetVerifier {
    /** Opens a file of the set by its name. */
    @FunctionalInterface
    public interface Opener {
        InputStream open(String file) throws IOException;
    }

    private final Opener opener;
    private final List<Finding> findings = new ArrayList<>();
    private final List<SetFile> files = new ArrayList<>();
    private @Nullable SnapshotStatus status;

    private SetVerifier(Opener opener) {
        this.opener = opener;
    }

    /** Proves a set where it lies. */
    public static SetVerification verify(BackupSet set, ReadableStore store) throws InterruptedException {
        return verify(set, file -> store.open(set, file));
    }

    /** Proves a set that was brought to another place. */
    public static SetVerification verify(BackupSet set, Opener opener) throws InterruptedException {
        SetVerifier verifier = new SetVerifier(opener);
        if (set.problem() != null && !set.isUsable()) {
            verifier.findings.add(Finding.failed(
                    set.flat() ? set.id().value() : Manifest.FILE_NAME,
                    set.state().toString(),
                    set.problem()));
        }
        verifier.proveFiles(set.files());
        Manifest manifest = set.manifest();
        if (manifest != null) {
            verifier.compareWith(manifest);
            verifier.compareChecksums();
        }
        return verifier.verdict(set.id(), set.path(), set.content());
    }

    /** Proves files that have no manifest yet. */
    public static SetVerification verify(@Nullable BackupSetId id, String path, List<SetFile> files, Opener opener)
            throws InterruptedException {
        SetVerifier verifier = new SetVerifier(opener);
        verifier.proveFiles(files);
        return verifier.verdict(id, path, Content.ALL);
    }

    private SetVerification verdict(@Nullable BackupSetId id, String path, Content content) {
        return new SetVerification(id, path, content, status, List.copyOf(files), List.copyOf(findings));
    }

    private void proveFiles(List<SetFile> toProve) throws InterruptedException {
        for (SetFile file : toProve) {
            try (InputStream in = opener.open(file.name())) {
                switch (file.role()) {
                    case SNAPSHOT -> proveSnapshot(file, in);
                    case KUBE_RESOURCES -> proveKubeResources(file, in);
                }
            } catch (ClosedByInterruptException e) {
                throw new InterruptedException("interrupted while proving " + file.name());
            } catch (IOException e) {
                findings.add(Finding.failed(file.name(), "read", "can't be read: " + e));
            }
        }
    }

    private void proveSnapshot(SetFile file, InputStream in) throws IOException, InterruptedException {
        SnapshotVerification proof = SnapshotVerifier.verify(file.name(), file.size(), in);
        findings.addAll(proof.findings());
        files.add(new SetFile(file.name(), file.role(), proof.size(), proof.sha256()));
        status = proof.status();
    }

    private void proveKubeResources(SetFile file, InputStream in) throws IOException {
        CountingDigest digest = new CountingDigest(in);
        findings.addAll(KubeResourcesVerifier.verify(file.name(), digest));
        digest.transferTo(OutputStream.nullOutputStream());
        files.add(new SetFile(file.name(), file.role(), digest.bytes, digest.sha256()));
    }

    private void compareWith(Manifest manifest) {
        for (SetFile expected : manifest.filesHere()) {
            Optional<SetFile> found = files.stream()
                    .filter(file -> file.name().equals(expected.name()))
                    .findFirst();
            findings.add(found.map(file -> compare(expected, file))
                    .orElseGet(() -> Finding.failed(expected.name(), "manifest", "missing")));
        }
        if (status != null && !status.agreesWith(manifest.snapshot())) {
            findings.add(Finding.failed(
                    Manifest.FILE_NAME,
                    "figures",
                    "says %s, the snapshot has %s".formatted(manifest.snapshot(), status)));
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

    /** The list must name the same files with the same hashes, or it would prove something else than this tool does. */
    private void compareChecksums() {
        String text;
        try (InputStream in = opener.open(Companions.CHECKSUMS)) {
            text = new String(in.readNBytes(64 * 1024), StandardCharsets.UTF_8);
        } catch (IOException e) {
            findings.add(Finding.failed(Companions.CHECKSUMS, "read", "can't be read: " + e));
            return;
        }
        List<String> lines = text.lines().toList();
        files.forEach(file -> requireListed(lines, String.valueOf(file.sha256()), file.name()));
        try (InputStream in = opener.open(Manifest.FILE_NAME)) {
            requireListed(lines, Sha256.of(in.readNBytes(1024 * 1024)), Manifest.FILE_NAME);
        } catch (IOException e) {
            findings.add(Finding.failed(Manifest.FILE_NAME, "read", "can't be read: " + e));
        }
    }

    private void requireListed(List<String> lines, String sha256, String file) {
        if (!lines.contains(sha256 + "  " + file)) {
            findings.add(Finding.failed(Companions.CHECKSUMS, "checksums", "doesn't hold the hash of " + file));
        }
    }

    private static final class CountingDigest extends DigestInputStream {
        private long bytes;

        CountingDigest(InputStream in) {
            super(in, Sha256.start());
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            bytes += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            bytes += Math.max(0, read);
            return read;
        }

        String sha256() {
            return Sha256.hex(digest.digest());
        }
    }
}
