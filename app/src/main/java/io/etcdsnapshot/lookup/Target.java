package io.etcdsnapshot.lookup;

import io.etcdsnapshot.kubernetes.resource.ResourceKey;
import io.etcdsnapshot.kubernetes.resource.ResourceKind;
import java.util.List;
import java.util.Optional;

/**
 * Objects that are asked for.
 *
 * @param name empty for all of the kinds
 * @param namespace empty for all; means nothing for kinds that have none
 */
public record Target(List<ResourceKind> kinds, Optional<String> name, String namespace) {
    boolean covers(ResourceKey key) {
        return name.map(key.name()::equals).orElse(true)
                && (!key.kind().namespaced() || namespace.isEmpty() || namespace.equals(key.namespace()))
                && kinds.contains(key.kind());
    }

    /** Returns whether the namespace matters to some of its kinds. */
    public boolean isNamespaced() {
        return kinds.stream().anyMatch(ResourceKind::namespaced);
    }

    /** Names it in a message: {@code configmaps "x" in namespace "y"}. */
    public String describe() {
        String what = kinds.size() == 1 ? kinds.get(0).qualifiedName() : "resources";
        return what
                + name.map(" \"%s\""::formatted).orElse("")
                + (isNamespaced() && !namespace.isEmpty() ? " in namespace \"%s\"".formatted(namespace) : "");
    }
}
