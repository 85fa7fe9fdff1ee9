package io.etcdsnapshot.kubernetes.compare;

import io.etcdsnapshot.kubernetes.change.Noise;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.resource.KindLookup;
import io.etcdsnapshot.kubernetes.resource.ResourceKey;
import io.etcdsnapshot.kubernetes.resource.ResourceKind;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which changes count.
 *
 * @param namespace null for all
 * @param wanted kinds and objects; empty for all
 * @param noise whether what changes on its own counts too
 */
public record ChangeFilter(@Nullable String namespace, List<KindLookup.Wanted> wanted, boolean noise) {
    /** Takes all but noise. */
    public static final ChangeFilter QUIET = new ChangeFilter(null, List.of(), false);

    boolean asksFor(ResourceKey key) {
        if (namespace != null && !namespace.equals(key.namespace())) {
            return false;
        }
        return wanted.isEmpty() || wanted.stream().anyMatch(asked -> isAsked(asked, key));
    }

    boolean asksForKind(ResourceKind kind) {
        return wanted.isEmpty()
                || wanted.stream().anyMatch(asked -> asked.kinds().stream().anyMatch(each -> isSame(each, kind)));
    }

    private static boolean isAsked(KindLookup.Wanted asked, ResourceKey key) {
        Optional<String> name = asked.name();
        return (name.isEmpty() || name.get().equals(key.name()))
                && asked.kinds().stream().anyMatch(kind -> isSame(kind, key.kind()));
    }

    /** The same kind is known from its definition in one snapshot, and by its keys alone in another. */
    private static boolean isSame(ResourceKind one, ResourceKind other) {
        return one.qualifiedName().equals(other.qualifiedName());
    }

    /** Returns whether changes of that object are left out, unless it was asked for by its kind. */
    boolean isNoise(ResourceKey key) {
        return !noise && wanted.isEmpty() && Noise.is(key.kind());
    }

    /** Returns what of an object counts. */
    JsonObject counting(JsonObject object) {
        return noise ? object : Noise.without(object);
    }
}
