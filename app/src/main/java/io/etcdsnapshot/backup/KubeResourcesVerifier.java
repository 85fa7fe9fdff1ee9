package io.etcdsnapshot.backup;

import io.etcdsnapshot.etcd.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a {@code static_kuberesources_*.tar.gz} by reading it to its end, so that the gzip checksum and every tar
 * header are checked, and looks for the four components that a restore needs. Source: POSIX pax (ustar header).
 */
final class KubeResourcesVerifier {

    private static final List<String> COMPONENTS =
            List.of("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler");

    /**
     * Holds what was found.
     *
     * @param encryptionConfiguration the file that kube-apiserver reads its keys from, or null
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Outcome(List<Finding> findings, byte @Nullable [] encryptionConfiguration) {}

    private final EncryptionConfigurations configurations = new EncryptionConfigurations();
    private final TreeMap<String, Pattern> missing = new TreeMap<>();
    private final String file;
    private int entries;

    private KubeResourcesVerifier(String file) {
        this.file = file;
        COMPONENTS.forEach(component -> missing.put(component, pathOf(component)));
    }

    /** Matches a path as {@code cluster-backup.sh} packs it, or as kubeadm lays it out. */
    private static Pattern pathOf(String component) {
        return Pattern.compile(
                "(\\./)?(static-pod-resources/%1$s-pod-\\d+/.+|manifests/%1$s\\.yaml)".formatted(component));
    }

    /**
     * @param in the compressed file; read to its end unless its content is damaged, and closed
     * @throws IOException if {@code in} can't be read; damage is a finding
     */
    static Outcome verify(String file, InputStream in) throws IOException {
        KubeResourcesVerifier verifier = new KubeResourcesVerifier(file);
        try (GzipReader tar = new GzipReader(in)) {
            verifier.entries = TarArchive.read(tar, EncryptionConfigurations.MAX_BYTES, verifier::see);
        } catch (DamagedArchive e) {
            return new Outcome(List.of(Finding.failed(file, "archive", String.valueOf(e.getMessage()))), null);
        }
        return new Outcome(verifier.findings(), verifier.configurations.chosen());
    }

    private void see(String name, byte @Nullable [] content) {
        boolean isFile = content == null || content.length > 0; // not a link, nor a file without content
        missing.values().removeIf(path -> isFile && path.matcher(name).matches());
        if (content != null) {
            configurations.add(name, content, content.length);
        }
    }

    private List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.passed(file, "archive", "%,d entries read to the end".formatted(entries)));
        findings.add(
                missing.isEmpty()
                        ? Finding.passed(file, "components", "holds " + String.join(", ", COMPONENTS))
                        : Finding.failed(file, "components", "lacks " + String.join(", ", missing.keySet())));
        return findings;
    }
}
