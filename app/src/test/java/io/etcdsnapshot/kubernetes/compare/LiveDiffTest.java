package io.etcdsnapshot.kubernetes.compare;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.etcd.SnapshotReader;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.kubernetes.ApiServerKeys;
import io.etcdsnapshot.kubernetes.ObjectReader;
import io.etcdsnapshot.kubernetes.resource.KindCatalog;
import io.etcdsnapshot.testing.BoltFile;
import io.etcdsnapshot.testing.BoltFile.Entry;
import io.etcdsnapshot.testing.MemoryPages;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.StoredObjects;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A snapshot of seven objects, and a cluster that answers as it is told here. */
class LiveDiffTest {
    private static final String CONFIG_MAP =
            "{'metadata': {'name': '%s', 'namespace': 'shop', 'resourceVersion': '%d'}, 'data': {'a': '%s'}}";

    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, String> answers = new HashMap<>();
    private long revision = 1;

    LiveDiffTest() {
        stored("namespaces/default", StoredObjects.namespace("default"));
        stored("configmaps/shop/same", StoredObjects.configMap("shop", "same", Map.of("a", "never looked at")));
        stored("configmaps/shop/rewritten", StoredObjects.configMap("shop", "rewritten", Map.of("a", "b")));
        stored("configmaps/shop/changed", StoredObjects.configMap("shop", "changed", Map.of("a", "b")));
        stored("configmaps/shop/gone", StoredObjects.configMap("shop", "gone", Map.of("a", "b")));
        stored("example.com/widgets/shop/one", StoredObjects.widget("shop", "one", 1));
        stored("metrics.example.com/loads/shop/one", StoredObjects.widget("shop", "one", 1));

        answers.put("/api/v1", resources("configmaps", "events", "componentstatuses", "pods/log"));
        answers.put(
                "/apis",
                "{'groups': [{'name': 'metrics.example.com', 'preferredVersion': {'groupVersion':"
                        + " 'metrics.example.com/v1'}}]}");
        answers.put(
                "/api/v1/configmaps?limit=200",
                list("next&1", CONFIG_MAP.formatted("same", 3, "x"), CONFIG_MAP.formatted("rewritten", 90, "b")));
        answers.put(
                "/api/v1/configmaps?limit=200&continue=next%261",
                list("", CONFIG_MAP.formatted("changed", 91, "c"), CONFIG_MAP.formatted("new", 92, "d")));
    }

    private void stored(String key, byte[] value) {
        revision++;
        entries.add(Entry.of(
                BoltFile.revision(revision),
                BoltFile.keyValue("/registry/" + key, revision, revision, 1, new String(value, ISO_8859_1))));
    }

    private static String resources(String... plurals) {
        List<String> resources = new ArrayList<>();
        for (String plural : plurals) {
            resources.add("{'name': '%s', 'verbs': ['get', 'list']}".formatted(plural));
        }
        return "{'resources': [%s]}".formatted(String.join(",", resources));
    }

    private static String list(String more, String... items) {
        return "{'kind': 'ConfigMapList', 'apiVersion': 'v1', 'metadata': {'continue': '%s'}, 'items': [%s]}"
                .formatted(more, String.join(",", items));
    }

    private SnapshotDiff.Outcome diff(ChangeFilter filter) throws Exception {
        BoltFile file = new BoltFile(4096, 4).metas(2, BoltFile.NO_FREELIST);
        file.leaf(2, 0, Entry.bucket("key", 3)).leaf(3, 0, entries.toArray(Entry[]::new));
        SnapshotReader reader = SnapshotReader.open(new MemoryPages(file.database()));
        LiveKeyTable known = new LiveKeyTable();
        known.read(reader, SnapshotReader.DamageHandler.STRICT);
        ComparedSnapshot before =
                new ComparedSnapshot("set", reader, KindCatalog.builtIn(), new ObjectReader(ApiServerKeys.NONE)::read);
        LiveApi api = path -> {
            String answer = answers.get(path);
            if (answer == null) {
                throw Failure.failed("no " + path);
            }
            return answer.replace('\'', '"').getBytes(UTF_8);
        };
        return LiveDiff.of(before, known, api, filter, false, Sets.SILENT);
    }

    private static List<String> words(SnapshotDiff.Outcome outcome) {
        return outcome.changes().stream()
                .map(change -> "%s %s %s".formatted(change.type(), change.key().typedName(), change.fields()))
                .toList();
    }

    @Test
    void anObjectOfTheSameRevisionIsTheSameAndOthersAreCompared() throws Exception {
        SnapshotDiff.Outcome outcome = diff(ChangeFilter.QUIET);

        assertThat(words(outcome))
                .containsExactly(
                        "changed configmap/changed [data.a]",
                        "removed configmap/gone []",
                        "added configmap/new []",
                        "removed widgets.example.com/one []");
        assertThat(outcome.leftOut()).as("written again").isOne();
    }

    @Test
    void whatCannotBeAskedForIsNotCalledRemoved() throws Exception {
        assertThat(words(diff(ChangeFilter.QUIET))).noneMatch(change -> change.contains("loads"));
        answers.put("/apis", "{'groups': []}");
        assertThat(words(diff(ChangeFilter.QUIET))).contains("removed loads.metrics.example.com/one []");
    }

    @Test
    void oneNamespaceIsAskedForAlone() throws Exception {
        answers.keySet().removeIf(path -> path.contains("?"));
        answers.put("/api/v1/namespaces/shop/configmaps?limit=200", list("", CONFIG_MAP.formatted("same", 3, "x")));

        assertThat(words(diff(new ChangeFilter("shop", List.of(), false))))
                .contains("removed configmap/changed []", "removed configmap/gone []")
                .noneMatch(change -> change.startsWith("added"));
    }
}
