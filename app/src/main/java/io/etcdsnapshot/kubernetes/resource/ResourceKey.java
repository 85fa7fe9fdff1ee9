package io.etcdsnapshot.kubernetes.resource;

import java.util.Optional;

/**
 * An etcd key read as the address of an object.
 * Source: {@code k8s.io/apiserver/pkg/registry/generic/registry}, {@code NamespaceKeyFunc}.
 *
 * @param root {@code /kubernetes.io}, {@code /registry} or {@code /openshift.io}
 * @param namespace empty if the kind has none
 */
public record ResourceKey(String root, ResourceKind kind, String namespace, String name) {
    private static final String OPENSHIFT_ROOT = "/openshift.io";

    /** Reads a key; empty if it is no object's, such as {@code compact_rev_key}. */
    public static Optional<ResourceKey> parse(String etcdKey, KindCatalog catalog) {
        if (!etcdKey.startsWith("/")) {
            return Optional.empty();
        }
        String[] segments = etcdKey.split("/", -1);
        // "", root, then the prefix of one or two segments, then one or two names
        if (segments.length < 4) {
            return Optional.empty();
        }
        String root = "/" + segments[1];
        boolean openshift = root.equals(OPENSHIFT_ROOT);
        Optional<ResourceKind> two = catalog.atPrefix(openshift, segments[2] + "/" + segments[3]);
        if (two.isPresent()) {
            return address(root, two.get(), segments, 4);
        }
        Optional<ResourceKind> one = catalog.atPrefix(openshift, segments[2]);
        if (one.isPresent()) {
            return address(root, one.get(), segments, 3);
        }
        if (!openshift && segments[2].contains(".") && segments.length > 4) {
            return address(root, ResourceKind.ofKey(segments[2], segments[3], segments.length > 5), segments, 4);
        }
        return Optional.empty();
    }

    private static Optional<ResourceKey> address(String root, ResourceKind kind, String[] segments, int at) {
        int names = segments.length - at;
        if (names != (kind.namespaced() ? 2 : 1)) {
            return Optional.empty();
        }
        String name = segments[segments.length - 1];
        return name.isEmpty()
                ? Optional.empty()
                : Optional.of(new ResourceKey(root, kind, kind.namespaced() ? segments[at] : "", name));
    }

    /** Returns {@code deployment.apps/web}, as {@code kubectl -o name} prints it. */
    public String typedName() {
        String singular = kind.group().isEmpty() ? kind.singular() : kind.singular() + "." + kind.group();
        return singular + "/" + name;
    }

    /** Returns where a kind's objects lie, {@code /registry/services/specs/}, with the namespace if one is given. */
    public static String prefix(String root, ResourceKind kind, String namespace) {
        String all = root + "/" + kind.etcdPrefix() + "/";
        return namespace.isEmpty() ? all : all + namespace + "/";
    }
}
