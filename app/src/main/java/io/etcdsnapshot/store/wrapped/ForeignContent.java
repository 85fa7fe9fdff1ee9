package io.etcdsnapshot.store.wrapped;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetFileName;
import java.util.List;

/** Shows a set of another tool as files of this program's names, without what is around their content. */
final class ForeignContent {
    private ForeignContent() {}

    /**
     * Returns the set as its files hold it; as it is where that is the same, or nothing opens it.
     *
     * @param canDecrypt whether there are identities
     */
    static BackupSet of(BackupSet set, boolean canDecrypt) {
        boolean isShut = set.files().stream().anyMatch(file -> file.recipients() != null) && !canDecrypt;
        boolean isAsOurs = set.files().stream()
                .allMatch(file -> file.isPlain() && file.name().equals(nameOf(set, file)));
        if (!set.isUsable() || isShut || isAsOurs) {
            return set;
        }
        Manifest manifest = set.manifest();
        if (manifest == null) {
            return set.renamed(
                    null, set.files().stream().map(file -> content(set, file)).toList());
        }
        List<SetFile> named = manifest.unwrapped().files().stream()
                .map(file -> new SetFile(nameOf(set, file), file.role(), file.size(), file.sha256()))
                .toList();
        return set.renamed(manifest.unwrapped().named(named).copied(), named);
    }

    private static SetFile content(BackupSet set, SetFile file) {
        long size = file.isPlain() ? file.size() : SetFile.UNKNOWN_SIZE;
        return new SetFile(nameOf(set, file), file.role(), size, null);
    }

    private static String nameOf(BackupSet set, SetFile file) {
        return new SetFileName(file.role(), set.id(), set.dirty()).toString();
    }

    /** Returns the file that holds one of these. */
    static SetFile fileOf(BackupSet shown, BackupSet stored, String file) {
        return stored.files().stream()
                .filter(each -> nameOf(shown, each).equals(file))
                .map(each -> stored.manifest() == null
                        ? each
                        : stored.requireManifest().filesHere().stream()
                                .filter(known -> known.role() == each.role())
                                .findFirst()
                                .orElse(each))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(file));
    }
}
