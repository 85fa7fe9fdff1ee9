package io.etcdsnapshot.host;

import io.etcdsnapshot.backup.Failure;
import io.etcdsnapshot.backup.Reason;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where an OpenShift control-plane host keeps its etcd client files and static pods. */
final class OpenShiftHost {
    static final String KUBECONFIG =
            "/etc/kubernetes/static-pod-resources/kube-apiserver-certs/secrets/node-kubeconfigs/localhost.kubeconfig";
    static final List<String> COMPONENTS =
            List.of("kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd");

    private static final String BASE = "/etc/kubernetes";
    private static final String ETCD_ENV = BASE + "/static-pod-resources/etcd-certs/configmaps/etcd-scripts/etcd.env";
    private static final Pattern EXPORT = Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_]\\w*)=(.*)");

    private final HostRoot root;
    private final String node;

    /** @param node this host's name in the cluster */
    OpenShiftHost(HostRoot root, String node) {
        this.root = root;
        this.node = node;
    }

    static boolean isOne(HostRoot root) {
        return Files.isRegularFile(root.resolve(ETCD_ENV));
    }

    EtcdMember member() {
        Map<String, String> env = readEnv();
        return new EtcdMember(
                localEndpoint(env),
                certificate(env, "ETCDCTL_CACERT"),
                certificate(env, "ETCDCTL_CERT"),
                certificate(env, "ETCDCTL_KEY"),
                BASE,
                COMPONENTS.stream().map(this::latestResources).toList());
    }

    private Map<String, String> readEnv() {
        Map<String, String> env = new LinkedHashMap<>();
        for (String line : read(ETCD_ENV).split("\n")) {
            Matcher export = EXPORT.matcher(line);
            if (export.matches()) {
                env.put(export.group(1), unquote(export.group(2).strip()));
            }
        }
        return env;
    }

    private static String unquote(String value) {
        boolean quoted = value.length() >= 2
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(value.length() - 1) == value.charAt(0);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /** etcd.env names the paths that the etcd pod sees; on the host the same files lie elsewhere. */
    private String certificate(Map<String, String> env, String variable) {
        String inPod = env.get(variable);
        if (inPod == null) {
            throw Failure.failed("%s doesn't set %s".formatted(ETCD_ENV, variable));
        }
        String onHost = inPod.replace("static-pod-certs", "static-pod-resources/etcd-certs");
        return Files.isRegularFile(root.resolve(inPod)) ? inPod : onHost;
    }

    private String localEndpoint(Map<String, String> env) {
        List<String> endpoints = Arrays.stream(
                        env.getOrDefault("ETCDCTL_ENDPOINTS", "").split(","))
                .map(String::strip)
                .filter(endpoint -> !endpoint.isEmpty())
                .toList();
        String variable = "NODE_" + node.replaceAll("[^A-Za-z0-9]", "_") + "_IP";
        Optional<String> address = Optional.ofNullable(env.get(variable));
        return endpoints.stream()
                .filter(endpoint -> address.map(hostOf(endpoint)::equals).orElseGet(() -> isLocal(hostOf(endpoint))))
                .findFirst()
                .or(() -> address.map(ip -> "https://%s:2379".formatted(ip.contains(":") ? "[" + ip + "]" : ip)))
                .orElseThrow(() -> Failure.failed(
                        "none of the etcd members in %s is on this host: neither %s nor an address of it is there"
                                .formatted(ETCD_ENV, variable)));
    }

    private static String hostOf(String endpoint) {
        String host = String.valueOf(URI.create(endpoint).getHost());
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static boolean isLocal(String address) {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .anyMatch(local ->
                            local.getHostAddress().replaceAll("%.*", "").equals(address));
        } catch (SocketException e) {
            return false;
        }
    }

    /** The resource directory that the running static pod's manifest names, relative to {@link #BASE}. */
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
        Path file = root.resolve(hostPath);
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw Failure.failed("can't read %s: %s".formatted(hostPath, Reason.of(e)), e);
        }
    }
}
