package io.etcdsnapshot.report;

import io.etcdsnapshot.check.CheckResult;
import io.etcdsnapshot.console.LoggedError;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reports what checks found of an installation. */
public record CheckReport(boolean ok, List<CheckResult> checks) implements Result {
    public static CheckReport of(List<CheckResult> checks) {
        return new CheckReport(checks.stream().allMatch(CheckResult::ok), checks);
    }

    @Override
    public int exitCode() {
        return ok ? ExitCodes.OK : ExitCodes.FAILED;
    }

    @Override
    public List<LoggedError> errors() {
        return checks.stream()
                .filter(check -> !check.ok())
                .map(check -> new LoggedError(
                        check.name() + ": " + check.detail(), Objects.requireNonNullElse(check.hint(), "")))
                .toList();
    }

    /** Returns what is well, but not as it should be, for standard error. */
    public List<String> warnings() {
        return checks.stream()
                .filter(CheckResult::isWarning)
                .map(check -> "%s: %s (%s)".formatted(check.name(), check.detail(), check.hint()))
                .toList();
    }

    @Override
    public void print(TextReport text) {
        Table table = new Table();
        checks.forEach(check ->
                table.row(check.isWarning() ? "warning" : Findings.word(check.ok()), check.name(), check.detail()));
        text.table(table);
    }

    @Override
    public Map<String, Object> summary() {
        return Map.of("checks", checks.size());
    }
}
