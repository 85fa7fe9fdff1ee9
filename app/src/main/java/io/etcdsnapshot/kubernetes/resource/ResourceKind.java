package io.etcdsnapshot.kubernetes.resource;

import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonString;
import io.etcdsnapshot.kubernetes.document.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A kind of object, with the names it goes by.
 *
 * @param group empty for the core
 * @param shortNames such as {@code deploy}
 * @param inAll belongs to what {@code kubectl get all} shows
 * @param builtIn known without a CustomResourceDefinition
 * @param etcdPrefix where its objects lie below the root: {@code services/specs}
 */
public record ResourceKind(
        String group,
        String kind,
        String plural,
        String singular,
        List<String> shortNames,
        boolean namespaced,
        boolean inAll,
        boolean builtIn,
        String etcdPrefix) {
    private static final String OPENSHIFT = ".openshift.io";

    /** Reads the names from a CustomResourceDefinition, empty if it lacks some. */
    public static Optional<ResourceKind> ofDefinition(JsonObject definition) {
        JsonObject spec = definition.object("spec");
        Optional<String> group = spec.string("group");
        Optional<String> kind = spec.string("names", "kind");
        Optional<String> plural = spec.string("names", "plural");
        if (group.isEmpty() || kind.isEmpty() || plural.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ResourceKind(
                group.get(),
                kind.get(),
                plural.get(),
                spec.string("names", "singular")
                        .filter(name -> !name.isEmpty())
                        .orElse(kind.get().toLowerCase(Locale.ROOT)),
                texts(spec.items("names", "shortNames")),
                spec.string("scope").orElse("Namespaced").equals("Namespaced"),
                texts(spec.items("names", "categories")).contains("all"),
                false,
                group.get() + "/" + plural.get()));
    }

    /** Reads a line of the table of built-in kinds. */
    static ResourceKind ofLine(String line) {
        String[] words = line.split(" ", -1);
        return new ResourceKind(
                words[3].equals("-") ? "" : words[3],
                words[2],
                words[1],
                words[2].toLowerCase(Locale.ROOT),
                words[5].equals("-") ? List.of() : List.of(words[5].split(",", -1)),
                words[4].equals("n"),
                words[6].equals("a"),
                true,
                words[0].equals("-") ? words[1] : words[0]);
    }

    /** Returns a kind known from keys alone, of which no definition tells more than its place. */
    static ResourceKind ofKey(String group, String plural, boolean namespaced) {
        return new ResourceKind(group, "", plural, plural, List.of(), namespaced, false, false, group + "/" + plural);
    }

    /** Returns {@code deployments.apps}, {@code pods}. */
    public String qualifiedName() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /** Returns whether OpenShift's own API servers keep it, below a root of their own. */
    public boolean inOpenShiftServers() {
        return builtIn && group.endsWith(OPENSHIFT);
    }

    /** Returns all names a user may type for it, in lower case, without group. */
    Stream<String> names() {
        return Stream.concat(Stream.of(plural, singular, kind.toLowerCase(Locale.ROOT)), shortNames.stream())
                .filter(name -> !name.isEmpty());
    }

    private static List<String> texts(List<JsonValue> values) {
        return values.stream()
                .filter(JsonString.class::isInstance)
                .map(value -> ((JsonString) value).value())
                .toList();
    }
}
