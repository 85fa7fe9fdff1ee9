package io.etcdsnapshot.host;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The etcd member on this host and what belongs with its snapshot; all paths as the host sees them.
 *
 * @param endpoint of the local member only: a snapshot of another would be of another moment
 * @param resources finds what goes into the tarball, as arguments of tar
 */
record EtcdMember(String endpoint, String caCert, String cert, String key, Supplier<List<String>> resources) {
    /** Returns what etcdctl takes from its environment. */
    Map<String, String> environment() {
        return Map.of(
                "ETCDCTL_API", "3",
                "ETCDCTL_ENDPOINTS", endpoint,
                "ETCDCTL_CACERT", caCert,
                "ETCDCTL_CERT", cert,
                "ETCDCTL_KEY", key);
    }
}
