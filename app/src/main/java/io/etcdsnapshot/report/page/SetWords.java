package io.etcdsnapshot.report.page;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.report.SetDocument;

/** Describes one set as {@code list} does. */
final class SetWords {
    private SetWords() {}

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
