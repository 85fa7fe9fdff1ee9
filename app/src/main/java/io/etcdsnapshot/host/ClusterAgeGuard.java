package io.etcdsnapshot.host;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Guard;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Refuses a backup of a cluster that has not rotated its first certificates yet (24 hours after installation): a restore
 * would bring back certificates that have expired. The age is that of the oldest CA certificate in the host's etcd and
 * API server bundles.
 */
public final class ClusterAgeGuard implements Guard {
    private static final List<String> BUNDLE_DIRECTORIES = List.of(
            "/etc/kubernetes/static-pod-resources/etcd-certs/configmaps",
            "/etc/kubernetes/static-pod-resources/kube-apiserver-certs/configmaps",
            "/etc/kubernetes/pki");
    private static final PathMatcher BUNDLES = FileSystems.getDefault().getPathMatcher("glob:**/{*bundle,ca}.crt");
    /** Holds the world's public CAs, which say nothing of this cluster. */
    private static final String PUBLIC_BUNDLE = "trusted-ca-bundle";

    private final HostRoot root;
    private final Duration minAge;
    private final Clock clock;
    private final Log log;

    public ClusterAgeGuard(HostRoot root, Duration minAge, Clock clock, Log log) {
        this.root = root;
        this.minAge = minAge;
        this.clock = clock;
        this.log = log;
    }

    @Override
    public void check(List<BackupSet> existing) {
        if (minAge.isZero()) {
            return;
        }
        Optional<Instant> oldest = certificates().stream()
                .filter(certificate -> certificate.getBasicConstraints() >= 0)
                .map(certificate -> certificate.getNotBefore().toInstant())
                .min(Instant::compareTo);
        if (oldest.isEmpty()) {
            log.warn("can't tell the cluster's age: no CA certificate in " + String.join(", ", BUNDLE_DIRECTORIES));
            return;
        }
        Duration age = Duration.between(oldest.get(), clock.instant());
        if (age.compareTo(minAge) < 0) {
            throw Failure.refused(
                            "the cluster is %d h old: until its first certificate rotation, after %d h, a backup holds certificates that expire"
                                    .formatted(age.toHours(), minAge.toHours()))
                    .hint("wait, or take one all the same with --force");
        }
    }

    private List<X509Certificate> certificates() {
        List<X509Certificate> certificates = new ArrayList<>();
        for (String directory : BUNDLE_DIRECTORIES) {
            Path path = root.resolve(directory);
            if (Files.isDirectory(path)) {
                bundles(path).forEach(bundle -> certificates.addAll(read(bundle)));
            }
        }
        return certificates;
    }

    private List<Path> bundles(Path directory) {
        try (Stream<Path> files = Files.walk(directory, 3)) {
            return files.filter(BUNDLES::matches)
                    .filter(file -> !file.toString().contains(PUBLIC_BUNDLE))
                    .filter(Files::isRegularFile)
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            log.debug("can't look for certificates in %s: %s".formatted(directory, e.getMessage()));
            return List.of();
        }
    }

    private List<X509Certificate> read(Path bundle) {
        try (InputStream in = Files.newInputStream(bundle)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (IOException | CertificateException e) {
            log.debug("can't read certificates from %s: %s".formatted(bundle, e.getMessage()));
            return List.of();
        }
    }
}
