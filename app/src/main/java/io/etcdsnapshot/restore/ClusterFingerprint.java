package io.etcdsnapshot.restore;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What tells a cluster from another without asking it: found on the host and in the kube resources of a set alike.
 *
 * @param authorities SHA-256 of the public keys of the CAs that signed etcd's and the API server's certificates
 * @param images of etcd and the API server, which say the release: {@code etcd=} and a digest or tag
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

    /** Releases may share the image of one component, so all that both know of must be the same. */
    public Match release(ClusterFingerprint other) {
        Map<String, Set<String>> ours = byComponent();
        Map<String, Set<String>> theirs = other.byComponent();
        ours.keySet().retainAll(theirs.keySet());
        if (ours.isEmpty()) {
            return Match.UNKNOWN;
        }
        return theirs.entrySet().containsAll(ours.entrySet()) ? Match.SAME : Match.OTHER;
    }

    private Map<String, Set<String>> byComponent() {
        return images.stream()
                .collect(Collectors.groupingBy(
                        image -> image.substring(0, Math.max(0, image.indexOf('='))),
                        HashMap::new,
                        Collectors.toSet()));
    }

    private static Match compare(Set<String> ours, Set<String> theirs) {
        if (ours.isEmpty() || theirs.isEmpty()) {
            return Match.UNKNOWN;
        }
        return Collections.disjoint(ours, theirs) ? Match.OTHER : Match.SAME;
    }
}
