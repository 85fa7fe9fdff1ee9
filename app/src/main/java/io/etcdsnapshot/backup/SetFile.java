package io.etcdsnapshot.backup;

import org.jspecify.annotations.Nullable;

/**
 * One file of a set.
 *
 * @param size bytes
 * @param sha256 lower-case hexadecimal; null where nobody has hashed it, as in flat sets
 */
public record SetFile(String name, FileRole role, long size, @Nullable String sha256) {}
