package io.etcdsnapshot.report;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.console.LoggedError;
import io.etcdsnapshot.sync.Rekey;
import java.util.List;
import java.util.Map;

/** Reports which sets of a location are stored anew. */
public record RekeyResult(String location, List<BackupSetId> rekeyed, int alreadyThere, List<String> failed)
        implements Result {
    public static RekeyResult of(String location, Rekey.Result result) {
        return new RekeyResult(location, result.rekeyed(), result.alreadyThere(), result.failed());
    }

    @Override
    public int exitCode() {
        return failed.isEmpty() ? ExitCodes.OK : ExitCodes.PARTIAL;
    }

    @Override
    public List<LoggedError> errors() {
        return failed.stream().map(reason -> new LoggedError(reason, "")).toList();
    }

    @Override
    public void print(TextReport text) {
        text.line(
                "%s: %d sets encrypted anew, %d were so already%s",
                location, rekeyed.size(), alreadyThere, failed.isEmpty() ? "" : ", %d failed".formatted(failed.size()));
        text.names("encrypted anew", rekeyed.stream().map(BackupSetId::value).toList());
    }

    @Override
    public Map<String, Object> summary() {
        return Summary.fields("rekeyed", rekeyed.size(), "failed", failed.size());
    }
}
