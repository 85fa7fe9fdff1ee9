package io.etcdsnapshot.catalogue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tells what keeps a set from being changed or removed by others.
 *
 * @param signed whether a signature lies beside its manifest; whose it is, only {@code --allowed-signers} tells
 * @param lockedUntil until when nobody can remove it; null where it isn't locked
 */
public record Protection(boolean signed, @Nullable Instant lockedUntil) {}
