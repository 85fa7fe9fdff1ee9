package io.etcdsnapshot.store;

import io.etcdsnapshot.backup.SetFileName;
import java.time.Duration;

/** Names in a location that are no sets but belong to this program. */
final class StoreNames {
    /** A set being built or removed. */
    static final String UNFINISHED = ".incomplete-";
    /** With this in front of a flat set's id, its files count as gone. */
    static final String REMOVING_FLAT = UNFINISHED + "removing-flat-";

    /** For how long nobody must have touched what may still be somebody's. */
    static final Duration ABANDONED = Duration.ofDays(1);

    private StoreNames() {}

    static boolean isOurs(String name) {
        return name.startsWith(UNFINISHED) || name.equals(DirectoryLock.FILE_NAME);
    }

    /** Whether {@code name} is that of a file of the flat set {@code id}. */
    static boolean isFlatFileOf(String id, String name) {
        return SetFileName.parse(name).map(file -> file.id().value().equals(id)).orElse(false);
    }
}
