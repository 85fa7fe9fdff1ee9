package io.etcdsnapshot.kubernetes.change;

import io.etcdsnapshot.kubernetes.document.JsonObject;
import java.util.Comparator;
import java.util.Optional;

/**
 * Who changed an object last, as its managedFields tell.
 *
 * @param manager such as {@code kubectl-edit} or {@code kube-controller-manager}
 * @param operation {@code Apply} or {@code Update}
 * @param time RFC 3339, UTC
 * @param subresource such as {@code status}; empty for the object itself
 */
public record LastChange(String manager, String operation, String time, String subresource) {
    /** Returns the newest entry, empty if none has a time. */
    public static Optional<LastChange> of(JsonObject object) {
        return object.objects("metadata", "managedFields").stream()
                .filter(entry -> entry.string("time").isPresent())
                .map(entry -> new LastChange(
                        entry.string("manager").orElse(""),
                        entry.string("operation").orElse(""),
                        entry.string("time").orElse(""),
                        entry.string("subresource").orElse("")))
                .max(Comparator.comparing(LastChange::time));
    }
}
