package io.etcdsnapshot.host;

import io.etcdsnapshot.failure.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Asks the API server through {@code oc} on the host, with the node's own kubeconfig. */
public final class ClusterApi {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int MOST_BYTES = 512 * 1024 * 1024;

    private final HostCommands commands;

    /** @throws Failure if this is no host that has one */
    public ClusterApi(HostCommands commands) {
        if (!OpenShiftHost.isOne(commands.root())) {
            throw Failure.failed("cannot ask the live cluster: %s is no OpenShift control-plane host"
                            .formatted(commands.root().root()))
                    .hint("run it on such a host, or name its root with --host-root");
        }
        this.commands = commands;
    }

    /**
     * Returns the answer to a GET.
     *
     * @throws Failure if the server gives none
     */
    public byte[] get(String path) throws InterruptedException {
        try {
            return commands.output(
                    List.of("oc", "get", "--raw", path),
                    Map.of("KUBECONFIG", OpenShiftHost.KUBECONFIG),
                    TIMEOUT,
                    MOST_BYTES);
        } catch (Failure e) {
            throw Failure.failed("the API server does not answer %s: %s".formatted(path, e.getMessage()), e);
        }
    }
}
