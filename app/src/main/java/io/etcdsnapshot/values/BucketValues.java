package io.etcdsnapshot.values;

import java.util.Optional;

/**
 * The values below {@code s3}: which bucket gets copies, how it is reached, and how long new sets are locked there.
 *
 * @param bucket empty: none gets copies
 * @param prefix path in the bucket; empty for none
 * @param endpoint {@code http[s]://host[:port]}; empty: AWS
 * @param pathStyle empty: as the server has it
 * @param credentialsSecret the chart's Secret; empty for none
 * @param bytesPerSecond empty: no limit
 */
public record BucketValues(
        Optional<String> bucket,
        String prefix,
        Optional<String> endpoint,
        Optional<String> region,
        Optional<Boolean> pathStyle,
        Optional<String> credentialsSecret,
        Optional<Size> bytesPerSecond,
        Lock lock) {
    private static final int MAX_DAYS = 36500;

    /**
     * How new sets are locked.
     *
     * @param days 0 for no lock of its own
     * @param mode {@code governance} or {@code compliance}
     */
    public record Lock(int days, String mode) {}

    static BucketValues of(Section section) {
        Section lock = section.section("objectLock");
        return new BucketValues(
                section.optional("bucket"),
                section.text("prefix"),
                section.optional("endpoint"),
                section.optional("region"),
                section.optional("pathStyle").map(Boolean::valueOf),
                section.optional("credentialsSecret"),
                section.limit("bandwidthLimit"),
                new Lock(lock.number("days", 0, MAX_DAYS), lock.text("mode")));
    }
}
