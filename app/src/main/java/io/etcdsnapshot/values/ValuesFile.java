package io.etcdsnapshot.values;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads a values file strictly: plain YAML of bounded size, no key twice, none that {@link ValuesSchema} does not know. */
final class ValuesFile {
    private ValuesFile() {}

    /** @throws Failure wrong usage, naming the file and the key or line that is wrong */
    static Map<?, ?> read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw Failure.wrongUsage("can't read the values file %s: %s".formatted(file, Reason.of(e)));
        }
        try {
            return parse(text);
        } catch (Failure e) {
            Failure named = Failure.wrongUsage("values file %s: %s".formatted(file, e.getMessage()));
            throw e.hint() == null ? named : named.hint(e.hint());
        }
    }

    private static Map<?, ?> parse(String text) {
        Object document;
        try {
            document = HelmYaml.parse(text);
        } catch (MarkedYAMLException e) {
            throw Failure.wrongUsage("%s, line %d"
                    .formatted(
                            e.getProblem(),
                            e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1));
        } catch (YAMLException e) {
            throw Failure.wrongUsage("no YAML that can be read: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
        if (document == null) {
            return Map.of();
        }
        if (!(document instanceof Map<?, ?> map)) {
            throw Failure.wrongUsage("a map of keys is expected");
        }
        ValuesSchema.ofChart().check(map);
        return map;
    }
}
