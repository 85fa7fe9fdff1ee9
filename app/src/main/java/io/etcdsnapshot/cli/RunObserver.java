package io.etcdsnapshot.cli;

import io.etcdsnapshot.report.Console;
import io.etcdsnapshot.report.RunFiles;
import io.etcdsnapshot.report.RunReport;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Sees how a run of a command ends, and leaves that in the files that the command line names. */
final class RunObserver {
    private final Console console;
    private final Clock clock;
    private final Map<String, String> environment;
    private final Instant start;

    RunObserver(Console console, Clock clock, Map<String, String> environment) {
        this.console = console;
        this.clock = clock;
        this.environment = environment;
        this.start = clock.instant();
    }

    void ended(CommandLine root, String name, int exitCode) {
        CommandLine command = root.getSubcommands().get(name);
        if (command == null || command.isUsageHelpRequested() || command.isVersionHelpRequested()) {
            return;
        }
        CommandSpec spec = command.getCommandSpec();
        CommonOptions common = mixin(spec, "common", CommonOptions.class).orElseThrow();
        Path summary = orFromEnvironment(common.summaryFile, "ETCD_SNAPSHOT_SUMMARY_FILE");
        Path metrics = mixin(spec, "metrics", MetricsOption.class)
                .filter(option -> !isDryRun(spec))
                .map(option -> orFromEnvironment(option.file, "ETCD_SNAPSHOT_METRICS_FILE"))
                .orElse(null);
        if (summary == null && metrics == null) {
            return;
        }
        // An interrupted thread can't write files.
        boolean interrupted = Thread.interrupted();
        Console.Told error = console.firstError();
        RunReport run = new RunReport(
                name,
                start,
                Duration.between(start, clock.instant()),
                exitCode,
                error != null ? error.message() : exitCode == ExitCodes.INTERRUPTED ? "interrupted" : null,
                error == null || error.hint().isEmpty() ? null : error.hint(),
                common.shown());
        RunFiles.write(run, summary, metrics, console);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> Optional<T> mixin(CommandSpec spec, String name, Class<T> type) {
        return Optional.ofNullable(spec.mixins().get(name)).map(mixin -> type.cast(mixin.userObject()));
    }

    /** A command line that can't be read may leave the option unset. */
    private @Nullable Path orFromEnvironment(@Nullable Path option, String variable) {
        String value = environment.get(variable);
        return option != null || value == null || value.isEmpty() ? option : Path.of(value);
    }

    private static boolean isDryRun(CommandSpec spec) {
        OptionSpec option = spec.findOption("--dry-run");
        return option != null && Boolean.TRUE.equals(option.getValue());
    }
}
