package io.etcdsnapshot.restore;

import java.util.Collections;
import java.util.Set;

/**
 * What tells a cluster from another without asking it: found on the host and in the kube resources of a set alike.
 *
 * @param authorities SHA-256 of the public keys of the CAs that signed etcd's and the API server's certificates
 * @param images of etcd and the API server by digest or tag, which say the release
 */
public record ClusterFingerprint(Set<String> authorities, Set<String> images) {
    public static final ClusterFingerprint NONE = new ClusterFingerprint(Set.of(), Set.of());

    /** How one trait of two clusters compares. */
    public enum Match {
        SAME,
        OTHER,
        UNKNOWN
    }

    public ClusterFingerprint {
        authorities = Set.copyOf(authorities);
        images = Set.copyOf(images);
    }

    /** A rotation adds a CA to the bundle before it takes the old one away: one in common is enough. */
    public Match cluster(ClusterFingerprint other) {
        return compare(authorities, other.authorities);
    }

    public Match release(ClusterFingerprint other) {
        return compare(images, other.images);
    }

    private static Match compare(Set<String> ours, Set<String> theirs) {
        if (ours.isEmpty() || theirs.isEmpty()) {
            return Match.UNKNOWN;
        }
        return Collections.disjoint(ours, theirs) ? Match.OTHER : Match.SAME;
    }
}
