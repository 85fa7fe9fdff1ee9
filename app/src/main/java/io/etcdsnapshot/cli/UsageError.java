package io.etcdsnapshot.cli;

import io.etcdsnapshot.console.LoggedError;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.values.Suggestions;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Explains what is wrong with a command line. */
final class UsageError {
    /** What picocli says of a word that is none of an enum's, whose constants it names beside the words. */
    private static final Pattern CHOICES =
            Pattern.compile("expected one of \\[(?<names>.*)] \\(case-\\w+\\) but was (?<word>.*)");

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
        Matcher choices = CHOICES.matcher(message);
        if (choices.find()) {
            message = choices.replaceFirst(Matcher.quoteReplacement(
                    "%s is not one of %s".formatted(choices.group("word"), words(choices.group("names")))));
        }
        return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }

    private static String words(String names) {
        return Stream.of(names.split(", "))
                .filter(name -> name.equals(name.toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining(", "));
    }
}
