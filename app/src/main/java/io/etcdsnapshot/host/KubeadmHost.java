package io.etcdsnapshot.host;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Knows where a control-plane host made by kubeadm keeps its etcd client files and static pods. */
final class KubeadmHost {
    private static final String BASE = "/etc/kubernetes";
    private static final String ETCD_PKI = BASE + "/pki/etcd";
    private static final String ETCD_MANIFEST = BASE + "/manifests/etcd.yaml";
    private static final Pattern CLIENT_URL = Pattern.compile("--advertise-client-urls=(https?://[^\\s,\"']+)");

    private static final List<String> DIRECTORIES = List.of("manifests", "pki");

    private final HostRoot root;
    private final Log log;

    KubeadmHost(HostRoot root, Log log) {
        this.root = root;
        this.log = log;
    }

    static boolean isOne(HostRoot root) {
        return Files.isRegularFile(root.resolve(ETCD_MANIFEST)) && Files.isDirectory(root.resolve(ETCD_PKI));
    }

    EtcdMember member() {
        String client = List.of("healthcheck-client", "server", "peer").stream()
                .filter(name -> Files.isRegularFile(root.resolve("%s/%s.key".formatted(ETCD_PKI, name))))
                .findFirst()
                .orElseThrow(() -> Failure.failed("there is no etcd client key in " + ETCD_PKI));
        return new EtcdMember(
                endpoint(),
                ETCD_PKI + "/ca.crt",
                "%s/%s.crt".formatted(ETCD_PKI, client),
                "%s/%s.key".formatted(ETCD_PKI, client),
                this::resources);
    }

    /**
     * Manifests and certificates, and whatever else the manifests name; links are followed, since the bare link to a
     * directory of certificates restores nothing (kubespray makes {@code pki} one).
     */
    private List<String> resources() {
        StaticPodFiles files = new StaticPodFiles(root, log);
        List<String> arguments = new ArrayList<>(List.of("--dereference"));
        DIRECTORIES.forEach(directory -> files.deadLinks(BASE, directory)
                .forEach(link -> arguments.add("--exclude=" + link.replaceAll("([\\[\\]*?\\\\])", "\\\\$1"))));
        arguments.addAll(List.of("-C", BASE));
        arguments.addAll(DIRECTORIES);
        Set<String> others = files.outsideOf(
                DIRECTORIES.stream().map(directory -> BASE + "/" + directory).toList());
        others.stream()
                .filter(KubeadmHost::isBelowBase)
                .map(path -> path.substring(BASE.length() + 1))
                .forEach(arguments::add);
        List<String> elsewhere = others.stream()
                .filter(path -> !isBelowBase(path))
                .map(path -> path.substring(1))
                .toList();
        if (!elsewhere.isEmpty()) {
            arguments.addAll(List.of("-C", "/"));
            arguments.addAll(elsewhere);
        }
        return arguments;
    }

    private static boolean isBelowBase(String path) {
        return path.startsWith(BASE + "/");
    }

    private String endpoint() {
        try {
            Matcher url = CLIENT_URL.matcher(Files.readString(root.resolve(ETCD_MANIFEST)));
            return url.find() ? url.group(1) : "https://127.0.0.1:2379";
        } catch (IOException e) {
            throw Failure.failed("can't read %s: %s".formatted(ETCD_MANIFEST, Reason.of(e)), e);
        }
    }
}
