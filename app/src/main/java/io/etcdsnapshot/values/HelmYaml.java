package io.etcdsnapshot.values;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads YAML and JSON as Helm does: the first document, scalars by {@link HelmScalars}, tabs where Helm takes them. */
final class HelmYaml {
    private static final int MAX_CHARACTERS = 1024 * 1024;
    private static final int MAX_ALIASES = 20;
    private static final int MAX_TABS = 1000;

    private HelmYaml() {}

    /**
     * Returns the first document, or null where there is none.
     *
     * @throws org.yaml.snakeyaml.error.YAMLException if it cannot be read
     */
    static @Nullable Object read(String text) {
        String readable = text;
        for (int tabs = 0; ; tabs++) {
            try {
                return first(readable);
            } catch (MarkedYAMLException e) {
                int tab = separator(readable, e.getProblemMark());
                if (tab < 0 || tabs == MAX_TABS) {
                    throw e;
                }
                readable = readable.substring(0, tab) + ' ' + readable.substring(tab + 1);
            }
        }
    }

    private static @Nullable Object first(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setAllowRecursiveKeys(false);
        DumperOptions unused = new DumperOptions();
        Yaml yaml = new Yaml(new Scalars(options), new Representer(unused), unused, options, new PlainScalars());
        Iterator<Object> documents = yaml.loadAll(text).iterator();
        return documents.hasNext() ? documents.next() : null;
    }

    /**
     * Returns where a tab stopped the parser that only separates tokens, or -1. Helm's parser takes such a tab, unless it
     * indents a line of block style or follows the mark of a list's item.
     */
    private static int separator(String text, @Nullable Mark mark) {
        if (mark == null || mark.getIndex() >= text.codePointCount(0, text.length())) {
            return -1;
        }
        int tab = text.offsetByCodePoints(0, mark.getIndex());
        if (text.charAt(tab) != '\t') {
            return -1;
        }
        String before = text.substring(text.lastIndexOf('\n', tab) + 1, tab).stripTrailing();
        boolean json = text.stripLeading().startsWith("{");
        return json || (!before.isEmpty() && !before.matches("(.*\\s)?[-?]")) ? tab : -1;
    }

    private static final class PlainScalars extends Resolver {
        @Override
        public Tag resolve(NodeId kind, String value, boolean implicit) {
            if (kind != NodeId.scalar || !implicit) {
                return super.resolve(kind, value, implicit);
            } else if (value.equals("<<")) {
                return Tag.MERGE;
            }
            Object meant = HelmScalars.resolve(value);
            return meant == null
                    ? Tag.NULL
                    : meant instanceof Boolean ? Tag.BOOL : meant instanceof Number ? Tag.FLOAT : Tag.STR;
        }
    }

    private static final class Scalars extends SafeConstructor {
        Scalars(LoaderOptions options) {
            super(options);
            AbstractConstruct scalar = new AbstractConstruct() {
                @Override
                public @Nullable Object construct(Node node) {
                    return HelmScalars.resolve(((ScalarNode) node).getValue());
                }
            };
            yamlConstructors.put(Tag.BOOL, scalar);
            yamlConstructors.put(Tag.INT, scalar);
            yamlConstructors.put(Tag.FLOAT, scalar);
            yamlConstructors.put(Tag.TIMESTAMP, new ConstructYamlStr());
        }
    }
}
