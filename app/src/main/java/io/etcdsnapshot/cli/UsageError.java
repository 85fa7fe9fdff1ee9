package io.etcdsnapshot.cli;

import io.etcdsnapshot.values.Nearest;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What to tell somebody whose command line means nothing. */
record UsageError(String message, String hint) {
    static UsageError of(ParameterException error) {
        CommandLine command = error.getCommandLine();
        String help = command.getCommandSpec().qualifiedName() + " --help";
        if (!(error instanceof UnmatchedArgumentException unmatched)) {
            return new UsageError(firstLine(error), help);
        }
        String word = unmatched.getUnmatched().get(0).replaceFirst("(?<=.)=.*", "");
        boolean isCommand = command.getParent() == null && !word.startsWith("-");
        Optional<String> nearest =
                Nearest.to(word, isCommand ? command.getSubcommands().keySet() : options(command));
        return new UsageError(
                isCommand ? "there is no command '%s'".formatted(word) : firstLine(error),
                nearest.map(meant -> "did you mean %s? all there are: %s".formatted(meant, help))
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
