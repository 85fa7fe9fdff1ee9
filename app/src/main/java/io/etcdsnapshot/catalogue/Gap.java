package io.etcdsnapshot.catalogue;

import java.time.Instant;

/**
 * A time without a set where the rhythm of the sets around it has one.
 *
 * @param from when the set before was taken
 * @param to when the set after was taken, or now
 * @param missing about how many sets are missing
 * @param isOpen whether it lasts until now
 */
public record Gap(Instant from, Instant to, long missing, boolean isOpen) {}
