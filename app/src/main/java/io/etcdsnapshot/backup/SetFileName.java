package io.etcdsnapshot.backup;

import java.util.Optional;

/**
 * A file name as {@code cluster-backup.sh} makes it, such as {@code snapshot_2026-11-20_013000.db}; a forced run marks
 * its files as possibly dirty. A file that is compressed or encrypted has a suffix behind that name.
 */
public record SetFileName(FileRole role, BackupSetId id, boolean dirty, Wrapping wrapping) {
    private static final String DIRTY = "__POSSIBLY_DIRTY__";

    /** Names a plain file. */
    public SetFileName(FileRole role, BackupSetId id, boolean dirty) {
        this(role, id, dirty, Wrapping.NONE);
    }

    /** Parses a name; empty where it is not such a name. */
    public static Optional<SetFileName> parse(String name) {
        Wrapping wrapping = Wrapping.of(name);
        return parsePlain(wrapping.plainName(name)).map(plain -> plain.in(wrapping));
    }

    /** Empty if {@code name} is not the name of a file that {@code cluster-restore.sh} would take. */
    public static Optional<SetFileName> parsePlain(String name) {
        for (FileRole role : FileRole.values()) {
            if (name.startsWith(role.prefix())
                    && name.endsWith(role.suffix())
                    && name.length() > role.prefix().length() + role.suffix().length()) {
                String middle = name.substring(
                        role.prefix().length(), name.length() - role.suffix().length());
                boolean dirty = middle.endsWith(DIRTY);
                String id = dirty ? middle.substring(0, middle.length() - DIRTY.length()) : middle;
                return BackupSetId.parse(id).map(parsed -> new SetFileName(role, parsed, dirty));
            }
        }
        return Optional.empty();
    }

    private SetFileName in(Wrapping around) {
        return new SetFileName(role, id, dirty, around);
    }

    @Override
    public String toString() {
        return role.prefix() + id + (dirty ? DIRTY : "") + role.suffix() + wrapping.suffix();
    }
}
