package io.etcdsnapshot.cli;

import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Gives every option that is not on the command line the value of its variable: {@code --keep-last} that of
 * {@code ETCD_SNAPSHOT_KEEP_LAST}. An empty variable is none, unless it should protect sets; one for several values holds them between commas or on
 * lines.
 */
final class EnvironmentDefaults implements IDefaultValueProvider {
    /** Stands between the values of an option, as no argument can hold it. */
    static final String SEPARATOR = "\0";

    /** Splits the values of options that take commas on the command line as well. */
    static final String COMMA_OR_SEPARATOR = "[,\0]";

    /** Without these less is protected: set, but empty, they are a mistake and not a wish. */
    private static final Set<String> PROTECTING = Set.of(
            "ETCD_SNAPSHOT_ALLOWED_SIGNERS",
            "ETCD_SNAPSHOT_RECIPIENT",
            "ETCD_SNAPSHOT_RECIPIENTS_FILE",
            "ETCD_SNAPSHOT_SIGNING_KEY");

    private final Map<String, String> environment;

    EnvironmentDefaults(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Returns the name of an option's variable; empty if it has none. */
    static String variable(OptionSpec option) {
        Variable own =
                option.userObject() instanceof AnnotatedElement field ? field.getAnnotation(Variable.class) : null;
        if (own != null || option.usageHelp() || option.versionHelp()) {
            return own == null ? Variable.NONE : own.value();
        }
        return "ETCD_SNAPSHOT_"
                + option.longestName()
                        .substring("--".length())
                        .replace('-', '_')
                        .toUpperCase(Locale.ROOT);
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return null;
        }
        String variable = variable(option);
        String value = environment.getOrDefault(variable, "");
        boolean isFlag = option.type() == boolean.class || option.type() == Boolean.class;
        String read = option.isMultiValue() ? list(value) : isFlag ? flag(value) : value;
        if (read.isEmpty() && PROTECTING.contains(variable) && environment.containsKey(variable)) {
            throw new ParameterException(
                    option.command().commandLine(),
                    "the variable " + variable + " is set, but empty: give it a value, or unset it");
        }
        // Taken as it is: picocli would read a $ as the begin of one of its own variables.
        return read.isEmpty() ? null : read.replace("$", "$$");
    }

    private static String list(String value) {
        return Arrays.stream(value.split("[,\n]"))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .collect(Collectors.joining(SEPARATOR));
    }

    private static String flag(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "1", "yes", "on" -> "true";
            case "0", "no", "off" -> "false";
            default -> value;
        };
    }
}
