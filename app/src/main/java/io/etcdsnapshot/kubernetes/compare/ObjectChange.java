package io.etcdsnapshot.kubernetes.compare;

import io.etcdsnapshot.kubernetes.change.LastChange;
import io.etcdsnapshot.kubernetes.resource.ResourceKey;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An object that two states of a cluster do not have in common.
 *
 * @param fields of a changed object, those that differ, without their values
 * @param last who changed it last; null where nobody knows
 * @param notes what could not be read or shown, and why
 * @param diff the change as a unified diff without secret values; empty where it was not asked for
 */
public record ObjectChange(
        Type type, ResourceKey key, List<String> fields, @Nullable LastChange last, List<String> notes, String diff) {
    /** By namespace, kind and name. */
    public static final Comparator<ObjectChange> ORDER = Comparator.comparing(
                    (ObjectChange change) -> change.key().namespace())
            .thenComparing(change -> change.key().kind().qualifiedName())
            .thenComparing(change -> change.key().name());

    /** What happened to an object. */
    public enum Type {
        ADDED,
        REMOVED,
        CHANGED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
