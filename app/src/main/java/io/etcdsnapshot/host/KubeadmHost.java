package io.etcdsnapshot.host;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a control-plane host made by kubeadm keeps its etcd client files and static pods. */
final class KubeadmHost {
    private static final String BASE = "/etc/kubernetes";
    private static final String ETCD_PKI = BASE + "/pki/etcd";
    private static final String ETCD_MANIFEST = BASE + "/manifests/etcd.yaml";
    private static final Pattern CLIENT_URL = Pattern.compile("--advertise-client-urls=(https?://[^\\s,\"']+)");

    private final HostRoot root;

    KubeadmHost(HostRoot root) {
        this.root = root;
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
                BASE,
                List.of("manifests", "pki"));
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
