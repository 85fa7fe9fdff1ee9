package io.etcdsnapshot.cli;

import io.etcdsnapshot.console.LoggedError;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.values.Suggestions;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Explains what is wrong with a command line. */
final class UsageError {
    private UsageError() {}

    static LoggedError of(ParameterException error) {
        CommandLine command = error.getCommandLine();
        String help = command.getCommandSpec().qualifiedName() + " --help";
        if (error.getCause() != null && error.getCause().getCause() instanceof Failure failure) {
            LoggedError known = LoggedError.of(failure);
            return new LoggedError(known.message(), known.hint().isEmpty() ? help : known.hint());
        }
        if (!(error instanceof UnmatchedArgumentException unmatched)) {
            return new LoggedError(firstLine(error), help);
        }
        String word = unmatched.getUnmatched().get(0).replaceFirst("(?<=.)=.*", "");
        boolean isCommand = command.getParent() == null && !word.startsWith("-");
        Optional<String> nearest =
                Suggestions.to(word, isCommand ? command.getSubcommands().keySet() : options(command));
        return new LoggedError(
                isCommand ? "unknown command '%s'".formatted(word) : firstLine(error),
                nearest.map(meant -> "did you mean %s? see %s".formatted(meant, help))
                        .orElse(help));
    }

    private static Collection<String> options(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .flatMap(option -> List.of(option.names()).stream())
                .filter(name -> name.startsWith("--"))
                .toList();
    }

    private static String firstLine(ParameterException error) {
        String message = String.valueOf(error.getMessage()).lines().findFirst().orElse("");
        return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }
}
