package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.crypto.age.AgeRecipient;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.fetch.SetSelector;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.report.ExitCodes;
import io.etcdsnapshot.retention.CalendarDuration;
import io.etcdsnapshot.store.s3.S3Server;
import io.etcdsnapshot.values.Size;
import io.etcdsnapshot.values.Values;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.ListResourceBundle;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Sets up the command line: its commands, how texts become values, and how help looks. */
public final class Cli {
    @Command(
            name = "etcd-snapshot",
            description =
                    "Backs up the etcd of an OpenShift cluster: takes, verifies, copies, purges and restores sets.",
            synopsisSubcommandLabel = "COMMAND",
            footer = {
                "",
                "Options also come from the environment: --keep-last from ETCD_SNAPSHOT_KEEP_LAST.",
                "An option wins over the environment, that over the values file.",
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

    private static final int WIDEST_HELP = 100;
    private static final List<String> ASK_VERSION = List.of("--version");

    static {
        // No option is of such a type, and picocli would load them all for each run.
        System.setProperty("picocli.converters.excludes", "java\\.(sql|time)\\..*");
    }

    private Cli() {}

    /** Runs the command that the arguments name, and returns the exit code. */
    public static int run(CommandContext context, Map<String, String> environment, String... given) {
        List<String> arguments = withoutAliases(List.of(given));
        CommandRun run = new CommandRun(context, environment);
        if (arguments.equals(ASK_VERSION)) {
            return run.tell(Version.tool()); // No command line is needed to read that.
        }
        CommandLine root = new CommandLine(new Root());
        String name = arguments.isEmpty() ? "" : arguments.get(0);
        // A model of every command takes longer to build than most commands to run.
        boolean known = Commands.NAMES.contains(name) && !name.equals(Commands.COMPLETION);
        for (String command : known ? List.of(name) : Commands.NAMES) {
            root.addSubcommand(Commands.create(command, context));
        }
        boolean help = !Collections.disjoint(arguments, List.of("--help", "-h"));
        configure(root, context, environment, help);
        return run.execute(root, arguments.toArray(String[]::new));
    }

    /** Reads {@code help sync} as {@code sync --help}, and {@code version} as {@code --version}. */
    private static List<String> withoutAliases(List<String> arguments) {
        String command = arguments.isEmpty() ? "" : arguments.get(0);
        if (arguments.size() == 1 && command.equals(Commands.VERSION)) {
            return ASK_VERSION;
        } else if (arguments.size() == 1 && command.equals(Commands.HELP)) {
            return List.of("--help");
        } else if (arguments.size() == 2
                && command.equals(Commands.HELP)
                && !arguments.get(1).startsWith("-")) {
            String asked = arguments.get(1);
            return Commands.NAMES.contains(asked) ? List.of(asked, "--help") : List.of(asked);
        }
        return arguments;
    }

    private static void configure(
            CommandLine root, CommandContext context, Map<String, String> environment, boolean help) {
        root.setDefaultValueProvider(new EnvironmentDefaults(environment));
        root.registerConverter(CalendarDuration.class, converter(CalendarDuration::parse));
        root.registerConverter(Size.class, converter(Size::parse));
        root.registerConverter(URI.class, converter(S3Server::parseEndpoint));
        root.registerConverter(AgeRecipient.class, converter(AgeRecipient::new));
        root.registerConverter(Location.class, converter(Location::parse));
        root.registerConverter(BackupSetId.class, converter(Cli::setId));
        root.registerConverter(Instant.class, converter(Cli::time));
        root.registerConverter(SetSelector.class, converter(SetSelector::parse));
        root.setOut(context.console().resultWriter());
        if (help) {
            root.setUsageHelpWidth(Math.min(context.console().width(), WIDEST_HELP));
            root.setResourceBundle(new HelpTexts());
        }
        root.getCommandSpec().usageMessage().commandListHeading("%nCommands:%n");
        everyCommand(root);
        root.getSubcommands().values().forEach(Cli::everyCommand);
    }

    private static void everyCommand(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        // Not picocli's own mixin of them: it takes longer to read than those of a command.
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("show this help")
                .build());
        spec.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("show the version")
                .build());
        spec.versionProvider(new Version());
        spec.usageMessage().exitCodeListHeading("%nExit codes:%n").exitCodeList(ExitCodes.texts());
        spec.usageMessage().sortOptions(false).abbreviateSynopsis(true);
        spec.usageMessage().sectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, new OptionGroupList());
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.SECONDS);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'%s' is not a time such as 2026-11-20T01:30:00Z".formatted(text));
        }
    }

    private static BackupSetId setId(String text) {
        return BackupSetId.parse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'%s' is not the id of a set, such as 2026-11-20_013000".formatted(text)));
    }

    private static <T> ITypeConverter<T> converter(Function<String, T> convert) {
        return text -> {
            try {
                return convert.apply(text);
            } catch (IllegalArgumentException | Failure e) {
                TypeConversionException wrong = new TypeConversionException(e.getMessage());
                wrong.initCause(e);
                throw wrong;
            }
        };
    }

    /** The chart's defaults, for {@code ${bundle:KEY}} in help. */
    private static final class HelpTexts extends ListResourceBundle {
        @Override
        protected Object[][] getContents() {
            Map<String, String> texts = Values.defaultTexts();
            return texts.entrySet().stream()
                    .map(text -> new Object[] {text.getKey(), text.getValue()})
                    .toArray(Object[][]::new);
        }
    }
}
