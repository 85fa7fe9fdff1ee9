package io.etcdsnapshot.values;

import io.etcdsnapshot.failure.Failure;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** Parses a values file of one document as Helm does, and strictly: of bounded size, and no key twice. */
final class HelmYaml {
    private static final int MAX_CHARACTERS = 1024 * 1024;
    private static final int MAX_ALIASES = 20;
    private static final int MAX_TABS = 1000;

    private HelmYaml() {}

    /**
     * Returns the document, null if it is empty.
     *
     * @throws YAMLException if it cannot be parsed
     * @throws Failure wrong usage, if there is a second document: Helm 3 ignores it and Helm 4 merges it
     */
    static @Nullable Object parse(String text) {
        String readable = text;
        for (int tabs = 0; ; tabs++) {
            try {
                return parseWithoutTabs(readable);
            } catch (MarkedYAMLException e) {
                int tab = separatingTab(readable, e);
                if (tab < 0 || tabs == MAX_TABS) {
                    throw e;
                }
                readable = readable.substring(0, tab) + " " + readable.substring(tab + 1);
            }
        }
    }

    private static @Nullable Object parseWithoutTabs(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setAllowRecursiveKeys(false);
        DumperOptions unused = new DumperOptions();
        Yaml yaml = new Yaml(new Constructor(options), new Representer(unused), unused, options, new PlainScalars());
        return only(yaml.loadAll(text).iterator());
    }

    private static @Nullable Object only(Iterator<Object> documents) {
        Object first = documents.hasNext() ? documents.next() : null;
        while (documents.hasNext()) {
            if (documents.next() != null) {
                throw Failure.wrongUsage("a second document after '---'");
            }
        }
        return first;
    }

    /**
     * Returns where a tab stopped the parser that only separates tokens, or -1. Helm's parser takes such a tab, unless it
     * indents a line of block style or follows the mark of a list's item.
     */
    private static int separatingTab(String text, MarkedYAMLException e) {
        if (e.getProblemMark() == null || e.getProblemMark().getIndex() >= text.codePointCount(0, text.length())) {
            return -1;
        }
        int tab = text.offsetByCodePoints(0, e.getProblemMark().getIndex());
        if (text.charAt(tab) != '\t') {
            return -1;
        }
        String before = text.substring(text.lastIndexOf('\n', tab) + 1, tab).stripTrailing();
        boolean isJson = text.stripLeading().startsWith("{");
        return isJson || (!before.isEmpty() && !before.matches("(.*\\s)?[-?]")) ? tab : -1;
    }

    private static final class PlainScalars extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            // none of YAML 1.1's own
        }

        @Override
        public Tag resolve(NodeId kind, @Nullable String value, boolean implicit) {
            if (kind != NodeId.scalar || !implicit || value == null) {
                return super.resolve(kind, value, implicit);
            }
            if (value.equals("<<")) {
                return Tag.MERGE;
            }
            Object parsed = value(value);
            return parsed == null
                    ? Tag.NULL
                    : parsed instanceof Boolean ? Tag.BOOL : parsed instanceof Number ? Tag.FLOAT : Tag.STR;
        }
    }

    private static final class Constructor extends SafeConstructor {
        Constructor(LoaderOptions options) {
            super(options);
            for (Tag tag : List.of(Tag.BOOL, Tag.INT, Tag.FLOAT)) {
                yamlConstructors.put(tag, new ConstructPlain(tag));
            }
            for (Tag tag : List.of(Tag.TIMESTAMP, Tag.MERGE)) {
                yamlConstructors.put(tag, new ConstructYamlStr());
            }
        }
    }

    private static final class ConstructPlain extends AbstractConstruct {
        private final Tag tag;

        ConstructPlain(Tag tag) {
            this.tag = tag;
        }

        @Override
        public Object construct(Node node) {
            String text = ((ScalarNode) node).getValue();
            Object value = value(text);
            if (value == null || (tag.equals(Tag.BOOL) ? !(value instanceof Boolean) : !(value instanceof Number))) {
                throw new YAMLException("'%s' is not of the type %s".formatted(text, tag.getValue()));
            }
            return value;
        }
    }

    private static @Nullable Object value(String text) {
        try {
            return HelmScalar.parse(text);
        } catch (NumberFormatException e) {
            throw new YAMLException(e.getMessage(), e);
        }
    }
}
