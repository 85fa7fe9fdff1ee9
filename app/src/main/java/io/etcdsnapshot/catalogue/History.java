package io.etcdsnapshot.catalogue;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.OwnFile;
import io.etcdsnapshot.backup.OwnFiles;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The remembered outcomes of one location.
 *
 * @param outcomes newest first
 * @param badLines how many lines of the file are none
 */
public record History(List<Outcome> outcomes, int badLines) {
    public static final History EMPTY = new History(List.of(), 0);

    /** Reads the history of a location. What can't be read is not known: nothing here ever fails. */
    public static History read(ReadableStore store, HistoryFormat format, Log log) {
        History history = store.ability(OwnFiles.class)
                .flatMap(files -> content(files, store, log))
                .map(content -> HistoryLines.parse(content, format).history())
                .orElse(EMPTY);
        if (history.badLines > 0) {
            log.warn("%s in %s: skipping %,d lines that can't be read"
                    .formatted(OwnFile.HISTORY.fileName(), store.location(), history.badLines));
        }
        return history;
    }

    private static Optional<byte[]> content(OwnFiles files, ReadableStore store, Log log) {
        String reason;
        try {
            return files.readOwn(OwnFile.HISTORY);
        } catch (IOException e) {
            reason = Reason.of(e);
        } catch (Failure e) {
            reason = e.getMessage();
        }
        log.debug("can't read %s in %s: %s".formatted(OwnFile.HISTORY.fileName(), store.location(), reason));
        return Optional.empty();
    }

    /** Returns what filled the database of a set, as far as a command counted it; null where none did. */
    public @Nullable Map<String, Long> bytesByKind(BackupSetId id) {
        return last(id, outcome -> outcome.bytesByKind() != null)
                .map(Outcome::bytesByKind)
                .orElse(null);
    }

    /** Returns the newest outcome of a set of which this is true. */
    public Optional<Outcome> last(BackupSetId id, Predicate<Outcome> wanted) {
        return outcomes.stream()
                .filter(outcome -> id.equals(outcome.id()) && wanted.test(outcome))
                .findFirst();
    }
}
