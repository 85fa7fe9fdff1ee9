package io.etcdsnapshot.lookup;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The versions of one object that one snapshot holds.
 *
 * @param snapshot the set's id, or the path of a bare file
 * @param takenAt null if nobody knows
 * @param versions oldest first
 */
public record SnapshotVersions(String snapshot, @Nullable Instant takenAt, List<ObjectVersion> versions) {}
