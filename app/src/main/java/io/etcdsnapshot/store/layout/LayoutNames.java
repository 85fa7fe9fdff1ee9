package io.etcdsnapshot.store.layout;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.OwnFile;
import io.etcdsnapshot.backup.SetFileName;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** Names in a location that are not sets but belong to this program. */
public final class LayoutNames {
    /** A set being built or removed. */
    static final String UNFINISHED = ".incomplete-";
    /** Begins the name, with the id behind it, of a whole set that is about to take the place of another. */
    static final String READY = UNFINISHED + "ready-";

    /** Ends the time for which an unfinished set may belong to a run that still works. */
    public static final Duration ABANDONED = Duration.ofDays(1);

    /** Locked by whoever writes to a directory on this machine. */
    public static final String LOCK_FILE = ".etcd-snapshot.lock";

    /** Says who writes to a directory over SSH, as long as the lock is held. */
    public static final String SSH_LOCK_NOTE = ".etcd-snapshot-ssh-lock";

    /** Written and removed to see what a server does. */
    public static final String PROBE_FILE = ".etcd-snapshot-probe";

    private static final String OWN_FILE = ".etcd-snapshot";
    private static final String OVER_SSH = UNFINISHED + "ssh-";
    private static final String REMOVING_FLAT = "removing-flat-";

    private LayoutNames() {}

    /** Names who writes: each kind has a lock that keeps out its own kind. */
    public enum Writer {
        HERE(UNFINISHED),
        FROM_AFAR(OVER_SSH);

        private final String unfinished;

        Writer(String unfinished) {
            this.unfinished = unfinished;
        }

        /** Returns how the names of its unfinished directories begin. */
        public String unfinished() {
            return unfinished;
        }

        /** Returns the prefix that, in front of a flat set's id, marks its files as removed. */
        public String removingFlat() {
            return unfinished + REMOVING_FLAT;
        }

        boolean made(String name) {
            return name.startsWith(unfinished)
                    && (this == FROM_AFAR || !name.startsWith(OVER_SSH))
                    && !name.startsWith(READY);
        }
    }

    static boolean isOurs(String name) {
        return name.startsWith(UNFINISHED) || name.startsWith(OWN_FILE) || name.equals(OwnFile.PAGE.fileName());
    }

    static Optional<BackupSetId> readyId(String name) {
        return after(READY, name).flatMap(BackupSetId::parse);
    }

    static Optional<String> removedFlatId(String name) {
        return Arrays.stream(Writer.values())
                .flatMap(writer -> after(writer.removingFlat(), name).stream())
                .findFirst();
    }

    private static Optional<String> after(String prefix, String name) {
        return name.startsWith(prefix) ? Optional.of(name.substring(prefix.length())) : Optional.empty();
    }

    /** Returns whether {@code name} is that of a file of the flat set {@code id}. */
    public static boolean isFlatFileOf(String id, String name) {
        return SetFileName.parsePlain(name)
                .map(file -> file.id().value().equals(id))
                .orElse(false);
    }
}
