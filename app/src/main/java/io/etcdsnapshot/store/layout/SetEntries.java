package io.etcdsnapshot.store.layout;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.SetFileName;
import io.etcdsnapshot.store.layout.FileTree.Entry;
import io.etcdsnapshot.store.layout.FileTree.Kind;
import io.etcdsnapshot.store.layout.foreign.ForeignDirectory;
import io.etcdsnapshot.store.layout.foreign.ForeignFile;
import java.util.List;

/** Tells which entries of a directory belong to sets, as far as names and kinds say. */
final class SetEntries {
    private SetEntries() {}

    static boolean isSetDirectory(Entry entry) {
        return entry.kind() == Kind.DIRECTORY && BackupSetId.parse(entry.name()).isPresent();
    }

    static boolean isForeignDirectory(Entry entry) {
        return entry.kind() == Kind.DIRECTORY
                && ForeignDirectory.of(entry.name()).isPresent();
    }

    static boolean isFlatFile(Entry entry) {
        return entry.kind() == Kind.FILE && SetFileName.parsePlain(entry.name()).isPresent();
    }

    private static boolean isForeignFile(Entry entry) {
        return entry.kind() == Kind.FILE
                && ForeignFile.of(entry.name(), entry.size()).isPresent();
    }

    /** Returns whether sets, whole or not, are among them, as pairs of files or in directories of their own. */
    static boolean holdSets(List<Entry> entries) {
        return entries.stream()
                .anyMatch(entry -> isFlatFile(entry)
                        || isSetDirectory(entry)
                        || isForeignDirectory(entry)
                        || isForeignFile(entry));
    }
}
