package io.etcdsnapshot.store.s3;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Keeps new objects from being removed: S3 Object Lock. */
public record ObjectLock(Mode mode, int days) {
    /** Names who can lift a lock. */
    public enum Mode {
        /** Users with the right {@code s3:BypassGovernanceRetention}. */
        GOVERNANCE,
        /** Nobody. */
        COMPLIANCE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Returns when the lock of an object written now ends, in whole seconds as servers keep it. */
    Instant until(Instant now) {
        return now.plus(Duration.ofDays(days)).truncatedTo(ChronoUnit.SECONDS);
    }
}
