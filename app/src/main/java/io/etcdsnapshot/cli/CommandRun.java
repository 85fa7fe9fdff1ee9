package io.etcdsnapshot.cli;

import io.etcdsnapshot.console.Console;
import io.etcdsnapshot.console.LoggedError;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.report.ExitCodes;
import io.etcdsnapshot.report.Result;
import io.etcdsnapshot.report.RunFiles;
import io.etcdsnapshot.report.RunReport;
import io.etcdsnapshot.report.Summary;
import io.etcdsnapshot.report.TextReport;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Runs one command: shows its result or its error, and leaves how it went in the files that the command line names. */
final class CommandRun {
    private static final String VALUES_VARIABLE = "ETCD_SNAPSHOT_VALUES";

    private final CommandContext context;
    private final Console console;
    private final Map<String, String> environment;
    private final Instant start;
    private @Nullable Result result;

    CommandRun(CommandContext context, Map<String, String> environment) {
        this.context = context;
        this.console = context.console();
        this.environment = environment;
        this.start = context.clock().instant();
    }

    /** Writes a text that needs no command, and returns the exit code. */
    int tell(String text) {
        console.result(text);
        return unlessLost(ExitCodes.OK);
    }

    /** Returns the exit code. */
    int execute(CommandLine root, String... arguments) {
        root.setParameterExceptionHandler((error, all) -> {
            console.error(UsageError.of(error));
            return ExitCodes.USAGE;
        });
        root.setExecutionStrategy(this::run);
        int exitCode = unlessLost(executeWithinMemory(root, arguments));
        CommandLine command =
                arguments.length == 0 ? null : root.getSubcommands().get(arguments[0]);
        if (command != null
                && command.getCommandSpec().userObject() instanceof CliCommand known
                && !command.isUsageHelpRequested()
                && !command.isVersionHelpRequested()) {
            // An interrupted thread can't write files, and sends nothing.
            boolean interrupted = Thread.interrupted();
            RunReport run = report(arguments[0], exitCode);
            leaveFiles(known, run);
            if (known.ping() != null) {
                known.ping().ended(exitCode, run.error() == null ? Summary.of(run) : run.error(), known.endsRun());
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return exitCode;
    }

    /** Reports that memory ran out; by then the command has released what it used. */
    private int executeWithinMemory(CommandLine root, String... arguments) {
        try {
            return root.execute(arguments);
        } catch (OutOfMemoryError e) {
            console.error(LoggedError.of(Failure.of(e)));
            return ExitCodes.FAILED;
        }
    }

    private int run(ParseResult parsed) {
        Integer afterHelp = CommandLine.executeHelpRequest(parsed);
        if (afterHelp != null) {
            return afterHelp;
        }
        ParseResult command = parsed.subcommand();
        if (command == null || !(command.commandSpec().userObject() instanceof CliCommand known)) {
            return new CommandLine.RunLast().execute(parsed);
        }
        CommonOptions common = known.common();
        console.verbosity(common.verbosity());
        if (common.file != null && common.file.toString().equals(environment.get(VALUES_VARIABLE))) {
            common.comesFromChart();
            console.wordHints(new ValuesHints(command.commandSpec().name())::inValues);
        }
        UnknownVariables.warning(environment, command.commandSpec(), context).ifPresent(console::warn);
        try {
            common.requireReadable();
            if (known.ping() != null && !known.isDryRun()) {
                known.ping().open(common.values(), environment, console);
            }
            return show(known.run(), known.format());
        } catch (IOException | InterruptedException | RuntimeException e) {
            return failed(e);
        }
    }

    private int show(Result ended, CliCommand.Format format) {
        result = ended;
        if (!console.isQuiet() || ended.exitCode() != ExitCodes.OK) {
            console.result(format == CliCommand.Format.JSON ? Json.write(ended.document()) : text(ended, format));
        }
        ended.errors().forEach(console::error);
        return ended.exitCode();
    }

    private String text(Result ended, CliCommand.Format format) {
        TextReport text = new TextReport(context.clock().instant(), console.width(), format == CliCommand.Format.WIDE);
        ended.print(text);
        return text.toString();
    }

    /** Returns failure in place of success where standard output did not take the result. */
    private int unlessLost(int exitCode) {
        if (exitCode != ExitCodes.OK || console.lostResult().isEmpty()) {
            return exitCode;
        }
        console.error(new LoggedError(
                "cannot write to standard output: " + console.lostResult().get(), ""));
        return ExitCodes.FAILED;
    }

    private int failed(Exception error) {
        if (error instanceof InterruptedException
                || error instanceof ClosedByInterruptException
                || error.getCause() instanceof ClosedByInterruptException) {
            return ExitCodes.INTERRUPTED;
        } else if (error instanceof Unreadable unreadable) {
            return failed(Failure.of(unreadable));
        } else if (error instanceof Failure failure) {
            return failed(failure);
        } else if (error instanceof IOException e) {
            return failed(Failure.io(Reason.of(e), e));
        }
        String message = Objects.requireNonNullElse(error.getMessage(), "no message");
        console.error(new LoggedError(
                "internal error: " + message, console.isVerbose() ? "" : "run again with -v and report what it shows"));
        if (console.isVerbose()) {
            console.stackTrace(error);
        }
        return ExitCodes.FAILED;
    }

    private int failed(Failure failure) {
        console.error(failure);
        return ExitCodes.of(failure);
    }

    private RunReport report(String name, int exitCode) {
        LoggedError error = console.firstError();
        return new RunReport(
                name,
                start,
                Duration.between(start, context.clock().instant()),
                exitCode,
                error != null ? error.message() : exitCode == ExitCodes.INTERRUPTED ? "interrupted" : null,
                error == null || error.hint().isEmpty() ? null : error.hint(),
                result);
    }

    /** A command line that could not be read may have left options unset. */
    private void leaveFiles(CliCommand command, RunReport run) {
        Path summary = orFromEnvironment(command.common().summaryFile, "ETCD_SNAPSHOT_SUMMARY_FILE");
        MetricsOption option = command.metrics();
        Path metrics = option == null || command.isDryRun()
                ? null
                : orFromEnvironment(option.file, "ETCD_SNAPSHOT_METRICS_FILE");
        RunFiles.write(run, summary, metrics, console);
    }

    private @Nullable Path orFromEnvironment(@Nullable Path option, String variable) {
        String value = environment.get(variable);
        return option != null || value == null || value.isEmpty() ? option : Path.of(value);
    }
}
