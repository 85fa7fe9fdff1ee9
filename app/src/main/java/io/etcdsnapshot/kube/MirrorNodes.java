package io.etcdsnapshot.kube;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import java.time.Duration;
import java.util.List;

/** The nodes that are labelled as mirrors now, by the address at which they are reached. */
public final class MirrorNodes {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final NodeApi api;
    private final Log log;

    public MirrorNodes(ServiceAccount account, Log log) {
        this(account, PATIENCE, FIRST_PAUSE, log);
    }

    MirrorNodes(ServiceAccount account, Duration patience, Duration firstPause, Log log) {
        this.api = new NodeApi(account, patience, firstPause, log);
        this.log = log;
    }

    /**
     * Nodes that are not ready are among them: whether one can be reached shows when it is tried.
     *
     * @param labelDomain of {@code etcd-snapshot.<labelDomain>/role}
     * @param baseDomain appended to the nodes' names, or empty for their InternalIP
     * @param snapshotNode never a mirror of itself
     * @return IPv6 addresses are without brackets
     * @throws Failure if none is labelled, or the API does not tell
     */
    public List<String> addresses(String labelDomain, String baseDomain, String snapshotNode)
            throws InterruptedException {
        String label = "etcd-snapshot.%s/role=mirror".formatted(labelDomain);
        List<NodePage.Node> mirrors = api.list(label).stream()
                .filter(node -> !isSame(node.name(), snapshotNode))
                .toList();
        if (mirrors.isEmpty()) {
            throw Failure.failed("no other node has the label " + label).hint("oc label node NAME " + label);
        }
        return mirrors.stream().map(node -> address(node, baseDomain)).toList();
    }

    /** One of the two may lack the domain. */
    private static boolean isSame(String node, String other) {
        return node.equals(other) || node.startsWith(other + ".") || other.startsWith(node + ".");
    }

    private String address(NodePage.Node node, String baseDomain) {
        if (!baseDomain.isEmpty()) {
            String suffix = baseDomain.startsWith(".") ? baseDomain : "." + baseDomain;
            return node.name().endsWith(suffix) ? node.name() : node.name() + suffix;
        }
        if (node.internalIps().isEmpty()) {
            log.warn("node %s has no InternalIP: trying its name".formatted(node.name()));
            return node.name();
        }
        return node.internalIps().get(0);
    }
}
