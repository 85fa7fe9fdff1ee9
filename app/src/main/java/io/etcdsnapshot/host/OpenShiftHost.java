package io.etcdsnapshot.host;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Knows where an OpenShift control-plane host keeps its etcd client files and static pods. */
final class OpenShiftHost {
    static final String KUBECONFIG =
            "/etc/kubernetes/static-pod-resources/kube-apiserver-certs/secrets/node-kubeconfigs/localhost.kubeconfig";
    static final List<String> COMPONENTS =
            List.of("kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd");

    private static final String BASE = "/etc/kubernetes";

    private final HostRoot root;
    private final String node;

    /** @param node this host's name in the cluster */
    OpenShiftHost(HostRoot root, String node) {
        this.root = root;
        this.node = node;
    }

    static boolean isOne(HostRoot root) {
        return Files.isRegularFile(root.resolve(EtcdEnv.PATH));
    }

    EtcdMember member() {
        EtcdEnv env = EtcdEnv.read(root);
        return new EtcdMember(
                localEndpoint(env),
                certificate(env, "ETCDCTL_CACERT"),
                certificate(env, "ETCDCTL_CERT"),
                certificate(env, "ETCDCTL_KEY"),
                () -> Stream.concat(Stream.of("-C", BASE), COMPONENTS.stream().map(this::latestResources))
                        .toList());
    }

    /** etcd.env names the paths that the etcd pod sees; on the host the same files lie elsewhere. */
    private String certificate(EtcdEnv env, String variable) {
        String inPod = env.find(variable)
                .orElseThrow(() -> Failure.failed("%s doesn't set %s".formatted(EtcdEnv.PATH, variable)));
        String onHost = inPod.replace("static-pod-certs", "static-pod-resources/etcd-certs");
        return Files.isRegularFile(root.resolve(inPod)) ? inPod : onHost;
    }

    private String localEndpoint(EtcdEnv env) {
        List<String> endpoints = Arrays.stream(
                        env.find("ETCDCTL_ENDPOINTS").orElse("").split(","))
                .map(String::strip)
                .filter(endpoint -> !endpoint.isEmpty())
                .toList();
        Optional<String> address = env.addressOf(node);
        return endpoints.stream()
                .filter(endpoint -> address.map(own -> EtcdEnv.isSame(hostOf(endpoint), own))
                        .orElseGet(() -> EtcdEnv.isLocal(hostOf(endpoint))))
                .findFirst()
                .or(() -> address.map(ip -> "https://%s:2379".formatted(ip.contains(":") ? "[" + ip + "]" : ip)))
                .orElseThrow(() -> env.notAMember(node));
    }

    private static String hostOf(String endpoint) {
        String host = String.valueOf(URI.create(endpoint).getHost());
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Returns the resource directory that the running static pod's manifest names, relative to {@link #BASE}. */
    private String latestResources(String component) {
        String manifest = "%s/manifests/%s-pod.yaml".formatted(BASE, component);
        Matcher directory = Pattern.compile(BASE + "/(static-pod-resources/" + component + "-pod-\\d+)")
                .matcher(read(manifest));
        if (!directory.find()) {
            throw Failure.failed("%s names no static-pod-resources directory".formatted(manifest));
        }
        return directory.group(1);
    }

    private String read(String hostPath) {
        try {
            return Files.readString(root.resolve(hostPath));
        } catch (IOException e) {
            throw Failure.failed("can't read %s: %s".formatted(hostPath, Reason.of(e)), e);
        }
    }
}
