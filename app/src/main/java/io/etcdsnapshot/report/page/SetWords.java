package io.etcdsnapshot.report.page;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.report.SetDocument;

/** Describes one set as {@code list} does. */
final class SetWords {
    private SetWords() {}

    static boolean isEncrypted(BackupSet set) {
        Manifest stored = set.asStored().manifest();
        return stored != null && stored.files().stream().anyMatch(file -> file.recipients() != null);
    }

    /** Returns the state, and what else one should know of it. */
    static String state(BackupSet set) {
        SetDocument document = SetDocument.of(set);
        return document.state()
                + SetDocument.half(document.content())
                + document.form()
                + (document.dirty() ? ", possibly dirty" : "")
                + document.cautions()
                + (document.problem() == null ? "" : ": " + document.problem());
    }
}
