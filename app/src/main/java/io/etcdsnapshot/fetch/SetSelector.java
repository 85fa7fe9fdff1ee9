package io.etcdsnapshot.fetch;

import io.etcdsnapshot.backup.BackupSetId;
import org.jspecify.annotations.Nullable;

/**
 * Which set is asked for.
 *
 * @param id null for the newest that proves whole
 */
public record SetSelector(@Nullable BackupSetId id) {
    private static final String LATEST = "latest";

    /** @throws IllegalArgumentException if {@code text} is neither an id nor {@code latest} */
    public static SetSelector parse(String text) {
        return text.equals(LATEST)
                ? new SetSelector(null)
                : new SetSelector(BackupSetId.parse(text)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "'%s' is neither latest nor a set's id such as 2026-11-20_013000".formatted(text))));
    }
}
