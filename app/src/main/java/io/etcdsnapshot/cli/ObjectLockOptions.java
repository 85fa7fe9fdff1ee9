package io.etcdsnapshot.cli;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.store.s3.ObjectLock;
import io.etcdsnapshot.values.BucketValues;
import io.etcdsnapshot.values.Values;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How new sets are kept from being removed in a bucket. */
@OptionGroup("Destination options")
final class ObjectLockOptions {
    @Option(
            names = "--s3-lock-days",
            paramLabel = "N",
            description = "lock new sets in buckets for this many days (default: as the bucket does)")
    @Nullable
    Integer days;

    @Option(
            names = "--s3-lock-mode",
            paramLabel = "governance|compliance",
            description = "who can lift such a lock: those who have the right to (default), or nobody")
    ObjectLock.@Nullable Mode mode;

    /**
     * Returns the lock of new sets; null where the bucket's own default holds.
     *
     * @throws Failure wrong usage, for days that cannot be
     */
    @Nullable
    ObjectLock lock(Values values) {
        BucketValues.Lock usual = values.s3().lock();
        int wanted = days == null ? usual.days() : days;
        if (wanted < 0) {
            throw Failure.wrongUsage("--s3-lock-days %d: it can't be negative".formatted(wanted));
        }
        if (wanted == 0) {
            return null;
        }
        return new ObjectLock(
                mode == null ? ObjectLock.Mode.valueOf(usual.mode().toUpperCase(Locale.ROOT)) : mode, wanted);
    }
}
