package io.etcdsnapshot.lookup;

import io.etcdsnapshot.kubernetes.change.LastChange;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to an object.
 *
 * @param revision null if no set holds the version that did it
 * @param at when it happened, as the object says; null if nothing says it
 * @param after it happened after this set was taken; null if that is not known
 * @param before it happened before this set was taken; null if {@code at} is known
 * @param by who did it, as managedFields tell; null if they don't
 * @param uid of the object; empty if it is not known
 * @param snapshots the names of those that hold the version, oldest first
 */
public record HistoryEvent(
        Change change,
        @Nullable Long revision,
        @Nullable String at,
        @Nullable Instant after,
        @Nullable Instant before,
        @Nullable LastChange by,
        String uid,
        List<String> snapshots) {}
