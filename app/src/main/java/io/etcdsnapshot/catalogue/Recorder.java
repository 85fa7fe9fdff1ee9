package io.etcdsnapshot.catalogue;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.OwnFile;
import io.etcdsnapshot.backup.OwnFiles;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.util.List;

/** Adds outcomes to the history of a location. It is no part of the work: whatever goes wrong here fails nothing. */
public record Recorder(HistoryFormat format, Log log) {
    /** Adds to the history where the location lets it. */
    public void append(ReadableStore store, List<Outcome> outcomes) {
        OwnFiles files = store.ability(OwnFiles.class).orElse(null);
        if (files == null || outcomes.isEmpty()) {
            return;
        }
        String reason;
        try {
            files.changeOwn(OwnFile.HISTORY, before -> HistoryLines.parse(before, format)
                    .with(outcomes, format));
            return;
        } catch (IOException e) {
            reason = Reason.of(e);
        } catch (Failure e) {
            reason = e.getMessage();
        }
        // Somebody's export that may only be read is no reason to speak up.
        log.debug("can't write %s in %s: %s".formatted(OwnFile.HISTORY.fileName(), store.location(), reason));
    }
}
