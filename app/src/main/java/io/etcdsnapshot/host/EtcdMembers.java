package io.etcdsnapshot.host;

import io.etcdsnapshot.failure.Failure;
import java.util.List;

/** The control-plane hosts that run etcd, as this one's {@code etcd.env} lists them: no API is asked. */
public final class EtcdMembers {
    private EtcdMembers() {}

    /**
     * Returns the addresses of all members except this host's own.
     *
     * @param nodeName this host's name in the cluster
     * @return IP addresses in the file's order, IPv6 without brackets; none where this host is the only member
     * @throws Failure if there is no {@code etcd.env}, or this host is not in it
     */
    public static List<String> addressesOfOthers(HostRoot root, String nodeName) {
        if (!OpenShiftHost.isOne(root)) {
            throw Failure.failed("this host lists no etcd members: there is no " + EtcdEnv.PATH)
                    .hint("name the mirrors in sync.hosts of the values");
        }
        EtcdEnv env = EtcdEnv.read(root);
        String own = env.addressOf(nodeName)
                .or(() -> env.addresses().stream().filter(EtcdEnv::isLocal).findFirst())
                .orElseThrow(() -> env.notAMember(nodeName));
        return env.addresses().stream()
                .filter(address -> !EtcdEnv.isSame(address, own))
                .toList();
    }
}
