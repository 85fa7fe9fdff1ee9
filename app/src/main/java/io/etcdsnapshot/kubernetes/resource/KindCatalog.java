package io.etcdsnapshot.kubernetes.resource;

import io.etcdsnapshot.kubernetes.document.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The kinds of a cluster: those built in, and those that its CustomResourceDefinitions define. */
public final class KindCatalog {
    private static final String RESOURCE = "/io/etcdsnapshot/kubernetes/kinds.txt";

    private final List<ResourceKind> kinds;
    private final Map<String, ResourceKind> kubernetesPrefixes = new HashMap<>();
    private final Map<String, ResourceKind> openshiftPrefixes = new HashMap<>();

    private KindCatalog(List<ResourceKind> kinds) {
        this.kinds = List.copyOf(kinds);
        for (ResourceKind kind : kinds) {
            (kind.inOpenShiftServers() ? openshiftPrefixes : kubernetesPrefixes).putIfAbsent(kind.etcdPrefix(), kind);
        }
    }

    /** Returns the kinds built into Kubernetes and OpenShift. */
    public static KindCatalog builtIn() {
        return BuiltIn.CATALOG;
    }

    private static final class BuiltIn {
        private static final KindCatalog CATALOG = read();
    }

    private static KindCatalog read() {
        try (InputStream in = KindCatalog.class.getResourceAsStream(RESOURCE);
                BufferedReader lines = reader(in)) {
            return new KindCatalog(lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(ResourceKind::ofLine)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BufferedReader reader(@Nullable InputStream in) throws IOException {
        if (in == null) {
            throw new IOException("the program's file is incomplete: no " + RESOURCE);
        }
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /** Returns a catalog that knows the kinds of these CustomResourceDefinitions too. */
    public KindCatalog with(List<JsonObject> definitions) {
        List<ResourceKind> all = new ArrayList<>(kinds);
        definitions.stream()
                .map(ResourceKind::ofDefinition)
                .flatMap(Optional::stream)
                .filter(defined -> kinds.stream().noneMatch(known -> isSame(known, defined)))
                .forEach(all::add);
        return new KindCatalog(all);
    }

    private static boolean isSame(ResourceKind a, ResourceKind b) {
        return a.group().equals(b.group()) && a.plural().equals(b.plural());
    }

    public List<ResourceKind> kinds() {
        return kinds;
    }

    /** Returns the kind whose objects lie below a prefix, {@code services/specs}, of one of the API servers. */
    Optional<ResourceKind> atPrefix(boolean openshift, String prefix) {
        return Optional.ofNullable((openshift ? openshiftPrefixes : kubernetesPrefixes).get(prefix));
    }

    /** Returns the kind that an object names itself. */
    public Optional<ResourceKind> of(String group, String kind) {
        return kinds.stream()
                .filter(known -> known.group().equals(group) && known.kind().equals(kind))
                .findFirst();
    }

    /** Returns the kinds that {@code kubectl get all} shows. */
    public List<ResourceKind> all() {
        return kinds.stream().filter(ResourceKind::inAll).toList();
    }

    /** Returns the kinds whose objects lie in namespaces. */
    List<ResourceKind> namespaced() {
        return kinds.stream().filter(ResourceKind::namespaced).toList();
    }

    /** Returns the kinds of a name in lower case: the core's alone if some are, or else the built-in ones. */
    List<ResourceKind> named(String name) {
        List<ResourceKind> found = kinds.stream()
                .filter(kind -> kind.names().anyMatch(name::equals))
                .toList();
        return Stream.<Predicate<ResourceKind>>of(kind -> kind.group().isEmpty(), ResourceKind::builtIn)
                .map(first -> found.stream().filter(first).toList())
                .filter(some -> !some.isEmpty())
                .findFirst()
                .orElse(found);
    }

    /** Returns all names, for suggestions. */
    Stream<String> names() {
        return kinds.stream().flatMap(ResourceKind::names).distinct();
    }
}
