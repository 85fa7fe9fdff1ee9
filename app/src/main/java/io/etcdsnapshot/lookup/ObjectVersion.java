package io.etcdsnapshot.lookup;

import io.etcdsnapshot.kubernetes.document.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of an object, read as far as it can be.
 *
 * @param object as the API server gives it; null if it was deleted, can't be read, or nobody needs it
 * @param problem why it can't be read; empty if it can
 * @param state what became of it in a word: {@code encrypted}, {@code damaged}, or nothing
 * @param notes sentences about what could not be shown as it should
 */
public record ObjectVersion(
        FoundVersion version, @Nullable JsonObject object, String state, String problem, List<String> notes) {
    public static final String ENCRYPTED = "encrypted";
    public static final String DAMAGED = "damaged";

    static ObjectVersion of(FoundVersion version, @Nullable JsonObject object, List<String> notes) {
        return new ObjectVersion(version, object, "", "", notes);
    }

    public boolean isReadable() {
        return problem.isEmpty();
    }

    /** Names the object in a message: {@code secret/x in namespace "y"}. */
    public String describe() {
        String namespace = version.key().namespace();
        return version.key().typedName() + (namespace.isEmpty() ? "" : " in namespace \"%s\"".formatted(namespace));
    }
}
