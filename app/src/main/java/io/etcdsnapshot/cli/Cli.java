package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.fetch.SetSelector;
import io.etcdsnapshot.report.Console;
import io.etcdsnapshot.retention.Span;
import java.nio.channels.ClosedByInterruptException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command line as a whole: its commands, how texts become values, and how every end becomes an exit code. */
public final class Cli {
    @Command(
            name = "etcd-snapshot",
            description = "Takes, proves, synchronizes, purges and restores backups of an OpenShift cluster's etcd.",
            synopsisSubcommandLabel = "COMMAND",
            footer = {
                "",
                "Examples:",
                "  etcd-snapshot snapshot",
                "  etcd-snapshot list",
                "  etcd-snapshot verify --all /mnt/backups/prod",
                "  etcd-snapshot sync --help",
                "  etcd-snapshot rehearse latest"
            })
    private static final class Root implements Runnable {
        @Spec
        CommandSpec spec;

        @Override
        public void run() {
            throw new ParameterException(spec.commandLine(), "no command given");
        }
    }

    private static final String COMPLETION = "completion";
    private static final int WIDEST_HELP = 100;

    /** In the order in which help shows them. */
    private static final List<String> COMMANDS =
            List.of("snapshot", "sync", "purge", "list", "verify", "restore", "rehearse", "check", COMPLETION);

    static {
        // No option is of such a type, and picocli would load them all for each run.
        System.setProperty("picocli.converters.excludes", "java\\.(sql|time)\\..*");
    }

    private Cli() {}

    private static Object command(String name, Services services) {
        return switch (name) {
            case "snapshot" -> new SnapshotCommand(services);
            case "sync" -> new SyncCommand(services);
            case "purge" -> new PurgeCommand(services);
            case "list" -> new ListCommand(services);
            case "verify" -> new VerifyCommand(services);
            case "restore" -> new RestoreCommand(services);
            case "rehearse" -> new RehearseCommand(services);
            case "check" -> new CheckCommand(services);
            case COMPLETION -> new CompletionCommand(services);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** @return the exit code */
    public static int run(Services services, Map<String, String> environment, String... arguments) {
        CommandLine root = new CommandLine(new Root());
        // A model of every command takes longer to build than most commands to run.
        boolean known = arguments.length > 0 && COMMANDS.contains(arguments[0]) && !arguments[0].equals(COMPLETION);
        for (String name : known ? List.of(arguments[0]) : COMMANDS) {
            root.addSubcommand(command(name, services));
        }
        configure(root, services.console(), environment);
        if (List.of(arguments).contains("--help") || List.of(arguments).contains("-h")) {
            root.setUsageHelpWidth(Math.min(services.console().width(), WIDEST_HELP));
        }
        if (!known) {
            return root.execute(arguments);
        }
        RunObserver observer = new RunObserver(services.console(), services.clock(), environment);
        int exitCode = execute(root, arguments, services.console());
        observer.ended(root, arguments[0], exitCode);
        return exitCode;
    }

    /** Whatever was begun has cleared up after itself by now, so there is memory to say it. */
    private static int execute(CommandLine root, String[] arguments, Console console) {
        try {
            return root.execute(arguments);
        } catch (OutOfMemoryError e) {
            long megabytes = Runtime.getRuntime().maxMemory() >> 20;
            console.error(
                    "out of memory: a heap of %d MB is too small for this".formatted(megabytes),
                    "raise the container's memory limit (in the chart's values: resources), or -Xmx");
            return ExitCodes.FAILED;
        }
    }

    private static void configure(CommandLine root, Console console, Map<String, String> environment) {
        root.setDefaultValueProvider(new EnvironmentDefaults(environment));
        root.registerConverter(Span.class, converter(Span::parse));
        root.registerConverter(Size.class, converter(Size::parse));
        root.registerConverter(SshOptions.HostKeyPolicy.class, converter(SshOptions.HostKeyPolicy::parse));
        root.registerConverter(BackupSetId.class, converter(Cli::setId));
        root.registerConverter(SetSelector.class, converter(SetSelector::parse));
        root.setOut(console.resultWriter());
        root.setParameterExceptionHandler((error, arguments) -> wrongUsage(error, console));
        root.setExecutionExceptionHandler((error, commandLine, result) -> failed(error, console));
        root.setExecutionStrategy(result -> execute(result, console));
        everyCommand(root);
        root.getSubcommands().values().forEach(Cli::everyCommand);
    }

    private static void everyCommand(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        spec.mixinStandardHelpOptions(true);
        spec.versionProvider(new Version());
        spec.usageMessage().exitCodeListHeading("%nExit codes:%n").exitCodeList(exitCodes());
        spec.usageMessage().sortOptions(false).sortSynopsis(false);
    }

    private static Map<String, String> exitCodes() {
        Map<String, String> codes = new LinkedHashMap<>();
        for (String line : ExitCodes.HELP) {
            codes.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1));
        }
        return codes;
    }

    private static int execute(ParseResult result, Console console) {
        ParseResult command = result.subcommand();
        CommandSpec common =
                command == null ? null : command.commandSpec().mixins().get("common");
        if (common != null) {
            console.verbosity(((CommonOptions) common.userObject()).verbosity());
        }
        return new CommandLine.RunLast().execute(result);
    }

    private static int wrongUsage(ParameterException error, Console console) {
        UsageError told = UsageError.of(error);
        console.error(told.message(), told.hint());
        return ExitCodes.WRONG_USAGE;
    }

    private static int failed(Exception error, Console console) {
        if (error instanceof InterruptedException || error.getCause() instanceof ClosedByInterruptException) {
            return ExitCodes.INTERRUPTED;
        }
        if (error instanceof Failure || error instanceof Unreadable) {
            Failure failure = error instanceof Unreadable unreadable ? Failure.of(unreadable) : (Failure) error;
            console.error(failure);
            return ExitCodes.of(failure);
        }
        console.error("unexpected: " + error, console.isVerbose() ? "" : "run again with -v and report what it shows");
        if (console.isVerbose()) {
            console.stackTrace(error);
        }
        return ExitCodes.FAILED;
    }

    private static BackupSetId setId(String text) {
        return BackupSetId.parse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'%s' is not a set's id such as 2026-11-20_013000".formatted(text)));
    }

    private static <T> ITypeConverter<T> converter(Function<String, T> convert) {
        return text -> {
            try {
                return convert.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }
}
