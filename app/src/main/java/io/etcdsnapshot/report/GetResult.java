package io.etcdsnapshot.report;

import io.etcdsnapshot.console.Formats;
import io.etcdsnapshot.console.LoggedError;
import io.etcdsnapshot.lookup.Answer;
import io.etcdsnapshot.lookup.ObjectVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reports how {@code get} ended; the objects were written as they came.
 *
 * @param source the set's id, or the path of a bare file
 * @param damaged whether the snapshot is
 * @param oldestRevision whose state the snapshot still holds
 * @param hasKeys whether there was something that may hold the keys of encrypted values
 */
public record GetResult(String source, boolean damaged, long oldestRevision, boolean hasKeys, Answer answer)
        implements Result {
    private static final String WHERE_KEYS_ARE =
            "name the kube resources, which hold the keys: --kube-resources FILE, or --kube-resources-from LOCATION";

    @Override
    public void print(TextReport text) {
        // written as the objects came
    }

    @Override
    public int exitCode() {
        if (!answer.missing().isEmpty() && answer.shown() == 0) {
            return ExitCodes.FAILED;
        }
        return answer.missing().isEmpty() && answer.unreadableByReason().isEmpty() && !damaged
                ? ExitCodes.OK
                : ExitCodes.PARTIAL;
    }

    @Override
    public List<LoggedError> errors() {
        List<LoggedError> errors = new ArrayList<>();
        answer.missing().forEach(missing -> errors.add(missing(missing)));
        String hint = hasKeys || answer.unreadable().stream().noneMatch(GetResult::isEncrypted) ? "" : WHERE_KEYS_ARE;
        long named = answer.unreadable().size();
        for (ObjectVersion version : answer.unreadable()) {
            boolean last = --named == 0;
            errors.add(new LoggedError(
                    "%s is %s: %s".formatted(version.describe(), version.state(), version.problem()),
                    last ? hint : ""));
        }
        if (answer.unreadableCount() > answer.unreadable().size()) {
            answer.unreadableByReason()
                    .forEach((reason, count) ->
                            errors.add(new LoggedError("%s in all: %s".formatted(Formats.count(count), reason), "")));
        }
        return errors;
    }

    private static boolean isEncrypted(ObjectVersion version) {
        return version.state().equals(ObjectVersion.ENCRYPTED);
    }

    private LoggedError missing(Answer.Missing missing) {
        String hint = missing.deletedAt()
                .filter(deleted -> deleted > oldestRevision)
                .map(deleted -> "it was deleted at revision %d: --revision %d shows it as it was"
                        .formatted(deleted, deleted - 1))
                .orElse("");
        return new LoggedError(
                "not found in %s: %s".formatted(source, missing.target().describe()), hint);
    }

    @Override
    public Map<String, Object> summary() {
        return Map.of("set", source, "objects", answer.shown(), "unreadable", answer.unreadableCount());
    }
}
