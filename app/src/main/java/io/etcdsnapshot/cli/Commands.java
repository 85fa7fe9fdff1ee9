package io.etcdsnapshot.cli;

import java.util.List;
import java.util.Set;

/** The registry of commands: a new one has its line in each list here, and for the rest files of its own. */
public final class Commands {
    static final String COMPLETION = "completion";
    static final String HELP = "help";
    static final String VERSION = "version";

    /** Lists the commands in the order in which help shows them. */
    static final List<String> NAMES = List.of(
            "snapshot",
            "sync",
            "purge",
            "list",
            "verify",
            "restore",
            "get",
            "history",
            "diff",
            "usage",
            "report",
            "rehearse",
            "adopt",
            "check",
            "keygen",
            "rekey",
            COMPLETION,
            HELP,
            VERSION);

    /** Commands that read whole sets, and so hash. */
    private static final Set<String> HASHING = Set.of(
            "snapshot",
            "sync",
            "purge",
            "verify",
            "restore",
            "get",
            "history",
            "diff",
            "usage",
            "rehearse",
            "rekey",
            "adopt");

    private Commands() {}

    static Object create(String name, CommandContext context) {
        return switch (name) {
            case "snapshot" -> new SnapshotCommand(context);
            case "sync" -> new SyncCommand(context);
            case "purge" -> new PurgeCommand(context);
            case "list" -> new ListCommand(context);
            case "verify" -> new VerifyCommand(context);
            case "restore" -> new RestoreCommand(context);
            case "get" -> new GetCommand(context);
            case "history" -> new HistoryCommand(context);
            case "diff" -> new DiffCommand(context);
            case "usage" -> new UsageCommand(context);
            case "report" -> new ReportCommand(context);
            case "rehearse" -> new RehearseCommand(context);
            case "adopt" -> new AdoptCommand(context);
            case "check" -> new CheckCommand(context);
            case "keygen" -> new KeygenCommand(context);
            case "rekey" -> new RekeyCommand(context);
            case COMPLETION -> new CompletionCommand(context);
            case HELP -> new HelpCommand();
            case VERSION -> new VersionCommand();
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Returns whether the command that these arguments name reads whole sets. */
    public static boolean hashes(String... arguments) {
        return arguments.length > 0 && HASHING.contains(arguments[0]);
    }
}
