package io.etcdsnapshot.host;

import io.etcdsnapshot.backup.TarArchive;
import io.etcdsnapshot.io.Sha256;
import io.etcdsnapshot.restore.ClusterFingerprint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Takes a cluster's fingerprint from the files that a host and the kube resources of a set have alike: the CA bundles of
 * etcd, and the images that the static pods run. Names are relative to {@code /etc/kubernetes}.
 */
public final class FingerprintFiles {
    private static final String BASE = "/etc/kubernetes";
    private static final Pattern AUTHORITIES = Pattern.compile(
            "(\\./)?(static-pod-resources/[^/]+/configmaps/[^/]*etcd[^/]*ca[^/]*/[^/]+\\.crt|pki/(etcd/)?ca\\.crt)");
    private static final Pattern PODS = Pattern.compile(
            "(\\./)?(static-pod-resources/(kube-apiserver|etcd)-pod-\\d+/(kube-apiserver|etcd)-pod\\.yaml"
                    + "|manifests/(kube-apiserver|etcd)\\.yaml)");
    private static final Pattern IMAGE = Pattern.compile("\"?image\"?\\s*:\\s*\"?([^\\s\",}]+)");
    private static final Pattern REVISION = Pattern.compile("-pod-(\\d+)$");

    private static final int LARGEST = 1 << 20;

    private final Set<String> authorities = new HashSet<>();
    private final Set<String> images = new HashSet<>();

    /** Returns whether a file of this name has a part in the fingerprint. */
    public static boolean matter(String name) {
        return AUTHORITIES.matcher(name).matches() || PODS.matcher(name).matches();
    }

    /** Takes a file that {@link #matter}s. */
    public void add(String name, byte[] content) {
        if (AUTHORITIES.matcher(name).matches()) {
            addAuthorities(content);
        } else {
            String component = name.contains("kube-apiserver") ? "kube-apiserver" : "etcd";
            Matcher image = IMAGE.matcher(new String(content, StandardCharsets.UTF_8));
            while (image.find()) {
                images.add(component + "=" + image.group(1).replaceFirst(".*@", ""));
            }
        }
    }

    /** A bundle that can't be read tells nothing. */
    private void addAuthorities(byte[] bundle) {
        try {
            for (Certificate each :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bundle))) {
                if (each instanceof X509Certificate certificate && certificate.getBasicConstraints() >= 0) {
                    authorities.add(Sha256.of(certificate.getPublicKey().getEncoded()));
                }
            }
        } catch (CertificateException e) {
            // then nothing is known
        }
    }

    public ClusterFingerprint fingerprint() {
        return new ClusterFingerprint(authorities, images);
    }

    /**
     * Takes the fingerprint of a set.
     *
     * @param in its kube resources, as they are stored
     * @throws IOException if they can't be read, or are damaged
     */
    public static ClusterFingerprint ofKubeResources(InputStream in) throws IOException {
        FingerprintFiles files = new FingerprintFiles();
        try (InputStream tar = new GZIPInputStream(in)) {
            TarArchive.read(tar, LARGEST, (name, content) -> {
                if (content != null && matter(name)) {
                    files.add(name, content);
                }
            });
        }
        return files.fingerprint();
    }

    /** Takes the fingerprint of the host: of the newest revision of each static pod, whether it runs or not. */
    public static ClusterFingerprint ofHost(HostRoot root) {
        FingerprintFiles files = new FingerprintFiles();
        Path base = root.resolve(BASE);
        for (String component : OpenShiftHost.COMPONENTS) {
            newest(base.resolve("static-pod-resources"), component)
                    .ifPresent(directory -> files.addAll(base, directory));
        }
        files.addAll(base, base.resolve("pki"));
        files.addAll(base, base.resolve("manifests"));
        return files.fingerprint();
    }

    private static Optional<Path> newest(Path resources, String component) {
        try (Stream<Path> directories = Files.list(resources)) {
            return directories
                    .filter(directory -> directory.getFileName().toString().matches(component + "-pod-\\d+"))
                    .max(Comparator.comparingLong(FingerprintFiles::revision));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static long revision(Path directory) {
        Matcher revision = REVISION.matcher(directory.toString());
        return revision.find() ? Long.parseLong(revision.group(1)) : 0;
    }

    private void addAll(Path base, Path directory) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = base.relativize(file).toString();
                if (matter(name)) {
                    add(name, Files.readAllBytes(file));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // what can't be read tells nothing
        }
    }
}
