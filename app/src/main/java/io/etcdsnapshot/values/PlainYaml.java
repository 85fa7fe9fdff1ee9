package io.etcdsnapshot.values;

import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads YAML that is not ours, such as a static pod's manifest: plain maps, lists and scalars of bounded size. */
public final class PlainYaml {
    private static final int MAX_CHARACTERS = 1024 * 1024;
    private static final int MAX_ALIASES = 20;

    private PlainYaml() {}

    /**
     * Returns the document as maps, lists and scalars; null for an empty one.
     *
     * @throws IllegalArgumentException if it is not YAML, or too large
     */
    public static Object parse(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setAllowRecursiveKeys(false);
        try {
            return new Yaml(new SafeConstructor(options)).load(text);
        } catch (YAMLException e) {
            throw new IllegalArgumentException(
                    "not YAML: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    e);
        }
    }

    /** Returns the list at the end of the keys; empty if there is none. */
    public static List<?> list(Object document, String... keys) {
        return at(document, keys) instanceof List<?> list ? list : List.of();
    }

    /** Returns the text at the end of the keys; empty if there is none. */
    public static String text(Object document, String... keys) {
        return at(document, keys) instanceof String text ? text : "";
    }

    private static Object at(Object document, String... keys) {
        Object here = document;
        for (String key : keys) {
            here = here instanceof Map<?, ?> map && map.get(key) != null ? map.get(key) : "";
        }
        return here;
    }
}
