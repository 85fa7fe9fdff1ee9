package io.etcdsnapshot.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcdsnapshot.etcd.RevisionView;
import io.etcdsnapshot.kubernetes.resource.KindCatalog;
import io.etcdsnapshot.kubernetes.resource.KindLookup;
import io.etcdsnapshot.kubernetes.resource.ResourceKind;
import io.etcdsnapshot.reading.SnapshotObjects;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a user typed, as kubectl takes it: {@code KIND[.GROUP]/NAME…}, or {@code KIND[.GROUP][,KIND[.GROUP]…] [NAME…]}.
 *
 * @param objects each {@code KIND} or {@code KIND/NAME}
 */
public record Request(List<String> objects) {
    /** @throws IllegalArgumentException if the words are neither form */
    public static Request of(List<String> words) {
        long slashes = words.stream().filter(word -> word.contains("/")).count();
        if (slashes == words.size()) {
            words.forEach(Request::requireOneName);
            return new Request(List.copyOf(words));
        } else if (slashes > 0) {
            throw new IllegalArgumentException("KIND/NAME and KIND can't be mixed: for several kinds type KIND,KIND");
        }
        List<String> objects = new ArrayList<>();
        for (String kind : words.get(0).split(",", -1)) {
            if (words.size() == 1) {
                objects.add(kind);
            }
            words.stream().skip(1).map(name -> kind + "/" + name).forEach(objects::add);
        }
        return new Request(List.copyOf(objects));
    }

    private static void requireOneName(String word) {
        if (word.contains(",") || word.indexOf('/') != word.lastIndexOf('/')) {
            throw new IllegalArgumentException("'%s' is not KIND/NAME".formatted(word));
        }
    }

    /** Returns whether all objects are named. */
    public boolean hasNamesOnly() {
        return objects.stream().allMatch(object -> object.contains("/"));
    }

    public boolean hasNames() {
        return objects.stream().anyMatch(object -> object.contains("/"));
    }

    /** Returns what tells by its key alone that a version may be one that is asked for; nothing, unless all are named. */
    public Predicate<RevisionView> candidates() {
        if (!hasNamesOnly()) {
            return version -> false;
        }
        List<byte[]> ends = objects.stream()
                .map(object -> object.substring(object.indexOf('/')).getBytes(UTF_8))
                .toList();
        return version -> {
            for (byte[] end : ends) {
                if (version.keyEndsWith(end)) {
                    return true;
                }
            }
            return false;
        };
    }

    /**
     * Tells which kinds are meant.
     *
     * @param catalog gets the kinds that a snapshot defines, if built-in ones are not enough
     * @throws IllegalArgumentException if there is no such kind or more than one, with what may be meant
     */
    public Kinds resolve(SnapshotObjects catalog) throws IOException {
        Optional<Kinds> builtIn = builtIn();
        return builtIn.isPresent() ? builtIn.get() : Kinds.of(objects, catalog.catalog());
    }

    /** Definitions are large, and most requests need none. */
    private Optional<Kinds> builtIn() {
        if (objects.stream().anyMatch(KindLookup::isGroupOfKinds)) {
            return Optional.empty(); // definitions can add kinds
        }
        try {
            return Optional.of(Kinds.of(objects, KindCatalog.builtIn()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * The kinds of a request.
     *
     * @param wanted in its order
     * @param catalog knows all of them
     */
    public record Kinds(List<KindLookup.Wanted> wanted, KindCatalog catalog) {
        static Kinds of(List<String> objects, KindCatalog catalog) {
            KindLookup lookup = new KindLookup(catalog);
            return new Kinds(objects.stream().map(lookup::find).toList(), catalog);
        }

        /** @param namespace empty for all */
        public List<Target> targets(String namespace) {
            return wanted.stream()
                    .flatMap(each -> targets(each, namespace))
                    .distinct()
                    .toList();
        }

        private Stream<Target> targets(KindLookup.Wanted wanted, String namespace) {
            Target contents = new Target(wanted.kinds(), wanted.name(), namespace);
            if (!wanted.withNamespace()) {
                return Stream.of(contents);
            }
            List<ResourceKind> kind = catalog.of("", "Namespace").stream().toList();
            Optional<String> name = Optional.of(namespace).filter(given -> !given.isEmpty());
            return Stream.of(new Target(kind, name, ""), contents);
        }
    }
}
