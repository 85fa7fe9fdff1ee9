package io.etcdsnapshot.host;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.values.PlainYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files without which the static pods of a kubeadm host can't start again: what their manifests name by their flags
 * (certificates, keys, the configurations of encryption, audit, admission and authentication), wherever it lies on the
 * host. Source: the flags of kube-apiserver, which take absolute paths as the container sees them.
 */
final class StaticPodFiles {
    private static final String MANIFESTS = "/etc/kubernetes/manifests";
    private static final List<String> PODS =
            List.of("kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd");
    private static final Pattern FLAG_WITH_PATH = Pattern.compile("--?([a-z0-9-]+)[= ](/.+)");
    /** Matches the options that name files which a pod writes, and so does not need. */
    private static final Pattern WRITTEN = Pattern.compile(".*(log-path|log-file|log-dir|data-dir|wal-dir|socket).*");

    private static final long LARGEST = 16L << 20;

    private final HostRoot root;
    private final Log log;

    StaticPodFiles(HostRoot root, Log log) {
        this.root = root;
        this.log = log;
    }

    /** Returns the paths as the host sees them, those in {@code covered} directories left out; warns of missing ones. */
    Set<String> outsideOf(List<String> covered) {
        Set<String> files = new LinkedHashSet<>();
        for (String pod : PODS) {
            String manifest = "%s/%s.yaml".formatted(MANIFESTS, pod);
            if (Files.isRegularFile(root.resolve(manifest))) {
                named(manifest).forEach((path, flag) -> {
                    if (covered.stream().noneMatch(directory -> Path.of(path).startsWith(directory))) {
                        add(path, "%s of %s".formatted(flag, manifest), files);
                    }
                });
            }
        }
        return files;
    }

    private void add(String path, String namedBy, Set<String> files) {
        Path file = root.resolve(path);
        if (!Files.exists(file)) {
            log.warn("%s, named by %s, is not on this host: the set will not contain it".formatted(path, namedBy));
        } else if (!Files.isRegularFile(file) || file.toFile().length() > LARGEST) {
            log.warn("%s, named by %s, is not a configuration file: the set will not contain it"
                    .formatted(path, namedBy));
        } else {
            files.add(path);
        }
    }

    /** Returns the paths that a manifest names, as the host sees them, and the flag that does. */
    private Map<String, String> named(String manifest) {
        Object pod;
        try {
            pod = PlainYaml.parse(Files.readString(root.resolve(manifest)));
        } catch (IOException e) {
            throw Failure.io("can't read %s: %s".formatted(manifest, Reason.of(e)), e);
        } catch (IllegalArgumentException e) {
            log.warn("%s is %s: files that it names are not in the set".formatted(manifest, e.getMessage()));
            return Map.of();
        }
        Map<String, String> named = new TreeMap<>();
        for (Object container : PlainYaml.list(pod, "spec", "containers")) {
            for (String word : words(container)) {
                Matcher flag = FLAG_WITH_PATH.matcher(word);
                if (flag.matches() && !WRITTEN.matcher(flag.group(1)).matches()) {
                    for (String path : flag.group(2).split(",")) {
                        named.put(onHost(path, pod, container), "--" + flag.group(1));
                    }
                }
            }
        }
        return named;
    }

    private static List<String> words(Object container) {
        return Stream.of("command", "args")
                .flatMap(key -> PlainYaml.list(container, key).stream())
                .map(String::valueOf)
                .toList();
    }

    /** Follows the volume mount that the path lies in back to the host. */
    private static String onHost(String path, Object pod, Object container) {
        for (Object mount : PlainYaml.list(container, "volumeMounts")) {
            String mountPath = PlainYaml.text(mount, "mountPath");
            if (!mountPath.isEmpty() && Path.of(path).startsWith(mountPath)) {
                for (Object volume : PlainYaml.list(pod, "spec", "volumes")) {
                    String hostPath = PlainYaml.text(volume, "hostPath", "path");
                    if (!hostPath.isEmpty() && PlainYaml.text(volume, "name").equals(PlainYaml.text(mount, "name"))) {
                        return Path.of(hostPath)
                                .resolve(Path.of(mountPath).relativize(Path.of(path)))
                                .normalize()
                                .toString();
                    }
                }
            }
        }
        return path;
    }

    /** Returns links below a directory that lead nowhere on the host, relative to {@code base}; warns of each. */
    List<String> deadLinks(String base, String directory) {
        List<String> dead = new ArrayList<>();
        Path start = root.resolve(base + "/" + directory);
        try (Stream<Path> below = Files.walk(start)) {
            below.filter(Files::isSymbolicLink)
                    .map(link -> directory + "/" + start.relativize(link))
                    .filter(name -> !Files.exists(root.resolve(base + "/" + name), LinkOption.NOFOLLOW_LINKS))
                    .forEach(dead::add);
        } catch (IOException e) {
            throw Failure.io("can't read %s/%s: %s".formatted(base, directory, Reason.of(e)), e);
        }
        dead.forEach(name -> log.warn("%s/%s is a broken link: the set will not contain it".formatted(base, name)));
        return dead;
    }
}
