package io.etcdsnapshot.catalogue;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Evidence;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.OwnFile;
import io.etcdsnapshot.backup.OwnFiles;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.backup.SetVerification;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.time.Clock;
import java.util.List;

/**
 * Makes the outcomes of one run, and adds them to the histories of locations. That is no part of the work: whatever goes
 * wrong here fails nothing.
 *
 * @param tool name and version of the program
 */
public record Recorder(HistoryFormat format, String tool, Clock clock, Log log) {
    public Outcome taken(BackupSet set, long millis) {
        return Outcome.of(Outcome.SNAPSHOT, set, null, true, "taken and verified", millis, clock.instant(), tool);
    }

    public Outcome copied(BackupSet set, Evidence evidence, long millis) {
        return Outcome.of(Outcome.SYNC, set, null, true, "copied and verified", millis, clock.instant(), tool)
                .with(evidence);
    }

    public Outcome verified(BackupSet set, SetVerification found, long millis) {
        String detail =
                !found.ok() ? found.problems() : found.storedOnly() ? "verified as stored, not opened" : "verified";
        return Outcome.of(Outcome.VERIFY, set, found.snapshot(), found.ok(), detail, millis, clock.instant(), tool)
                .openedBy(set);
    }

    public Outcome rehearsed(BackupSet set, boolean ok, String detail, long millis) {
        return Outcome.of(Outcome.REHEARSE, set, null, ok, detail, millis, clock.instant(), tool)
                .openedBy(set);
    }

    /** Makes the outcome of a command that failed at a location, with no single set. */
    public Outcome failed(String command, String detail, long millis) {
        return Outcome.failed(command, detail, millis, clock.instant(), tool);
    }

    /** Returns whether a location with these sets gets a history: one with another tool's alone stays as it is. */
    public static boolean isForOurs(List<BackupSet> sets) {
        return sets.stream().anyMatch(set -> set.state() != SetState.FOREIGN);
    }

    /** Returns what is remembered at a location. */
    public History read(ReadableStore store) {
        return History.read(store, format, log);
    }

    /** Adds to the history of a location, where it lets that. */
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
        // An export that may only be read is no reason to speak up.
        log.debug("can't write %s in %s: %s".formatted(OwnFile.HISTORY.fileName(), store.location(), reason));
    }
}
