package io.etcdsnapshot.store.s3;

import org.jspecify.annotations.Nullable;

/**
 * Holds what a bucket and its server were found to do.
 *
 * @param conditions whether an object is not overwritten that must not be
 * @param checksPayload whether a payload is refused that is not as signed
 * @param versions whether deleted and overwritten objects stay as older versions
 * @param locking null without Object Lock
 */
public record ServerAbilities(
        boolean conditions, boolean checksPayload, boolean versions, S3BucketInfo.@Nullable Locking locking) {
    /** Returns whether what was written to find this out can't be removed. */
    boolean probeStays() {
        return locking != null && locking.byDefault() != null;
    }
}
