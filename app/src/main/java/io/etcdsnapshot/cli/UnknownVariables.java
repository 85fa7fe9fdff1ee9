package io.etcdsnapshot.cli;

import io.etcdsnapshot.values.Suggestions;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Finds variables that seem to be meant for this program and stand for no option of any command. */
final class UnknownVariables {
    private static final String PREFIX = "ETCD_SNAPSHOT_";

    /** Lists what stands for no option: of the chart, of what a run starts, and of the scripts beside the program. */
    private static final Set<String> OTHERS = Set.of(
            "ETCD_SNAPSHOT_BENCH",
            "ETCD_SNAPSHOT_CACHE",
            "ETCD_SNAPSHOT_DEMO",
            "ETCD_SNAPSHOT_NODE",
            "ETCD_SNAPSHOT_POD",
            "ETCD_SNAPSHOT_SERVICE_ACCOUNT",
            "ETCD_SNAPSHOT_STAGING");

    /** Kubernetes gives every container such variables for each Service of the namespace. */
    private static final Predicate<String> OF_A_SERVICE = Pattern.compile(
                    "(.*_)?(SERVICE_(HOST|PORT)(_.*)?|PORT(_\\d+_(TCP|UDP|SCTP)(_.*)?)?)")
            .asMatchPredicate();

    private UnknownVariables() {}

    /** Returns a warning that names them, and the nearest known one of each; empty if all are known. */
    static Optional<String> warning(Map<String, String> environment, CommandSpec running, CommandContext context) {
        Set<String> given = environment.entrySet().stream()
                .filter(variable -> variable.getKey().startsWith(PREFIX)
                        && !variable.getValue().isEmpty()
                        && !OTHERS.contains(variable.getKey())
                        && !OF_A_SERVICE.test(variable.getKey().substring(PREFIX.length())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
        given.removeAll(variables(running));
        if (given.isEmpty()) {
            return Optional.empty();
        }
        // Other commands are only asked for what this one does not know, as their models take long to build.
        Set<String> known = Commands.NAMES.stream()
                .flatMap(name -> variables(new CommandLine(Commands.create(name, context)).getCommandSpec()).stream())
                .collect(Collectors.toSet());
        given.removeAll(known);
        return given.isEmpty()
                ? Optional.empty()
                : Optional.of("no option has the environment variable "
                        + given.stream().map(name -> worded(name, known)).collect(Collectors.joining(", ")));
    }

    private static Set<String> variables(CommandSpec command) {
        return command.options().stream().map(EnvironmentDefaults::variable).collect(Collectors.toSet());
    }

    private static String worded(String unknown, Collection<String> known) {
        Set<String> words = known.stream()
                .filter(name -> name.startsWith(PREFIX))
                .map(name -> name.substring(PREFIX.length()))
                .collect(Collectors.toCollection(TreeSet::new));
        return Suggestions.to(unknown.substring(PREFIX.length()), words)
                .map(meant -> "%s (did you mean %s%s?)".formatted(unknown, PREFIX, meant))
                .orElse(unknown);
    }
}
