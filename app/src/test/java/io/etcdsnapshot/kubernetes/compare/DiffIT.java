package io.etcdsnapshot.kubernetes.compare;

import static io.etcdsnapshot.testing.StoredObjects.configMap;
import static io.etcdsnapshot.testing.StoredObjects.deployment;
import static io.etcdsnapshot.testing.StoredObjects.lease;
import static io.etcdsnapshot.testing.StoredObjects.namespace;
import static io.etcdsnapshot.testing.StoredObjects.secret;
import static io.etcdsnapshot.testing.StoredObjects.widget;
import static io.etcdsnapshot.testing.StoredObjects.widgetDefinition;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.testing.EtcdServer;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.SampleSets;
import io.etcdsnapshot.testing.StandInHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code diff} of two sets of a real etcd, between which a known number of objects changed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DiffIT {
    private static final String ROOT = "/kubernetes.io/";
    private static final String FIRST = "2026-11-19_013000";
    private static final String SECOND = "2026-11-20_013000";

    @TempDir
    static Path directory;

    private Path sets;

    @BeforeAll
    void takeTwoSets() throws Exception {
        sets = Files.createDirectory(directory.resolve("sets"));
        try (EtcdServer etcd = EtcdServer.version35(directory)) {
            etcd.write(dayOne());
            SampleSets.of(directory, etcd).add(sets, FIRST);
            etcd.write(dayTwo());
            etcd.compact();
            etcd.write(values("services/specs/shop/late", null, "configmaps/shop/gone-late", null));
            SampleSets.of(directory, etcd).add(sets, SECOND);
        }
    }

    private static Map<String, byte[]> dayOne() {
        return values(
                "namespaces/shop", namespace("shop"),
                "namespaces/bank", namespace("bank"),
                "configmaps/shop/settings", configMap("shop", "settings", Map.of("color", "red", "size", "7")),
                "configmaps/shop/same", configMap("shop", "same", Map.of("a", "b")),
                "configmaps/shop/rewritten", configMap("shop", "rewritten", Map.of("a", "b")),
                "configmaps/shop/gone-late", configMap("shop", "gone-late", Map.of()),
                "configmaps/bank/old", configMap("bank", "old", Map.of("evil", "\u001b[31m\u202e")),
                "deployments/shop/web", deployment("shop", "web", 2, 2),
                "deployments/shop/api", deployment("shop", "api", 1, 1),
                "secrets/shop/db", secret("shop", "db", Map.of("password", "hush-before", "user", "hush-user")),
                "leases/kube-system/lock", lease("kube-system", "lock", "one"),
                "apiextensions.k8s.io/customresourcedefinitions/widgets.example.com", widgetDefinition(),
                "example.com/widgets/shop/one", widget("shop", "one", 1),
                "example.com/widgets/shop/two", widget("shop", "two", 2));
    }

    private static Map<String, byte[]> dayTwo() {
        return values(
                "configmaps/shop/settings", configMap("shop", "settings", Map.of("color", "blue", "size", "7")),
                "configmaps/shop/rewritten", configMap("shop", "rewritten", Map.of("a", "b")),
                "configmaps/bank/old", null,
                "configmaps/bank/new", configMap("bank", "new", Map.of()),
                "deployments/shop/web", deployment("shop", "web", 2, 0),
                "deployments/shop/api", deployment("shop", "api", 3, 1),
                "secrets/shop/db", secret("shop", "db", Map.of("password", "hush-after", "user", "hush-user")),
                "leases/kube-system/lock", lease("kube-system", "lock", "two"),
                "example.com/widgets/shop/one", widget("shop", "one", 9),
                "example.com/widgets/shop/two", null);
    }

    private static Map<String, byte[]> values(Object... keysAndValues) {
        Map<String, byte[]> values = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(ROOT + keysAndValues[i], (byte[]) keysAndValues[i + 1]);
        }
        return values;
    }

    private Program.Result diff(String... more) throws Exception {
        Program.Result result = Program.etcdSnapshot("diff", "--from", sets.toString())
                .and(more)
                .run();
        assertThat(result.exitCode()).as(result.all()).isZero();
        assertThat(result.all())
                .doesNotContain("hush-")
                .doesNotContain("\u001b")
                .doesNotContain("\u202e");
        return result;
    }

    @Test
    void theTwoNewestSetsDifferInWhatChanged() throws Exception {
        JsonObject document = JsonParser.parseString(diff("-o", "json").out()).getAsJsonObject();

        assertThat(changes(document))
                .containsExactly(
                        "added bank configmap/new",
                        "removed bank configmap/old",
                        "removed shop configmap/gone-late",
                        "changed shop configmap/settings data.color",
                        "changed shop deployment.apps/api spec.replicas",
                        "changed shop secret/db data.password",
                        "changed shop widget.example.com/one spec.size",
                        "removed shop widget.example.com/two");
        assertThat(document.get("added").getAsInt()).isOne();
        assertThat(document.get("removed").getAsInt()).isEqualTo(3);
        assertThat(document.get("changed").getAsInt()).isEqualTo(4);
        assertThat(document.get("leftOut").getAsInt())
                .as("a lease, a status, an object written again")
                .isEqualTo(3);
        assertThat(document.getAsJsonObject("before").get("name").getAsString()).isEqualTo(FIRST);
        assertThat(document.getAsJsonObject("after").get("name").getAsString()).isEqualTo(SECOND);
    }

    @Test
    void theOtherWayRoundAddsWhatWasRemoved() throws Exception {
        assertThat(diff(SECOND, FIRST, "-n", "bank", "-o", "name").out())
                .isEqualTo("removed configmap/new -n bank\nadded configmap/old -n bank\n");
    }

    @Test
    void oneSetIsComparedWithTheNewestInAKindOfOneNamespace() throws Exception {
        assertThat(diff(FIRST, "wg", "deploy", "-n", "shop", "-o", "name").out())
                .isEqualTo(
                        """
                        changed deployment.apps/api -n shop
                        changed widget.example.com/one -n shop
                        removed widget.example.com/two -n shop
                        """);
    }

    @Test
    void allShowsWhatChangesOnItsOwn() throws Exception {
        assertThat(diff("--all", "-o", "name").out())
                .contains("changed lease.coordination.k8s.io/lock -n kube-system")
                .contains("changed deployment.apps/web -n shop")
                .contains("changed configmap/rewritten -n shop")
                .doesNotContain("configmap/same");
        assertThat(diff("leases", "-o", "name").out())
                .isEqualTo("changed lease.coordination.k8s.io/lock -n kube-system\n");
    }

    @Test
    void aTableForPeopleAndTheDiffOfAnObjectThatIsNamed() throws Exception {
        assertThat(diff().out())
                .contains(
                        FIRST + " (revision ", "1 added, 3 removed, 4 changed", "spec.replicas", "left out: 3 objects");
        assertThat(diff("configmap/settings").out())
                .contains("--- " + FIRST + "/shop/configmap/settings", "-  color: red\n+  color: blue\n");
        assertThat(diff("-o", "yaml", "secrets").out()).contains("+  password: (hidden, changed)", "   user: (hidden)");
        assertThat(diff("cm/same").out()).contains("no differences");
        assertThat(diff("cm/old", "-o", "yaml").out()).contains("\"\\e[31m\\u202E\"");
    }

    @Test
    void whatCannotBeComparedIsSaid() throws Exception {
        for (String[] wrong : new String[][] {
            {"widgetz", "no kind 'widgetz' in this snapshot, did you mean 'widget'?"},
            {"2026-11", "'2026-11' is neither latest nor the id of a set"},
            {SECOND, SECOND + " is compared with itself"},
            {"--cluster", "elsewhere", "there are no sets of cluster elsewhere"},
            {"2026-01-01_000000", "there is no set 2026-01-01_000000"}
        }) {
            Program run = Program.etcdSnapshot("diff", "--from", sets.toString())
                    .and(List.of(wrong).subList(0, wrong.length - 1));
            Program.Result result = run.run();
            assertThat(result.exitCode()).as(result.all()).isBetween(1, 2);
            assertThat(result.err()).contains(wrong[wrong.length - 1]);
        }
    }

    @Test
    void aDamagedSetIsRefusedOrShownAndMarked(@TempDir Path elsewhere) throws Exception {
        Program.of("cp", "-a", sets.toString(), elsewhere.toString()).output();
        Path copy = elsewhere.resolve("sets");
        SampleSets.damage(copy.resolve(SECOND).resolve("snapshot_%s.db".formatted(SECOND)));

        Program.Result named = Program.etcdSnapshot("diff", FIRST, SECOND, "--from", copy.toString())
                .run();
        assertThat(named.exitCode()).as(named.all()).isEqualTo(4);
        assertThat(named.err()).contains(SECOND + " is damaged", "--even-if-damaged");

        Program.Result marked = Program.etcdSnapshot(
                        "diff", FIRST, SECOND, "--even-if-damaged", "--from", copy.toString())
                .run();
        assertThat(marked.exitCode()).as(marked.all()).isEqualTo(3);
        assertThat(marked.out()).contains("DAMAGED: " + SECOND);
        assertThat(marked.err()).contains("warning: " + SECOND + " is damaged");
    }

    @Test
    void theNewestSetIsComparedWithTheLiveCluster() throws Exception {
        try (StandInHost host = StandInHost.openShift(directory)) {
            answer(host, "/api/v1", "{'resources': [{'name': 'configmaps', 'verbs': ['list']}]}");
            answer(host, "/apis", "{'groups': []}");
            answer(
                    host,
                    "/api/v1/namespaces/shop/configmaps",
                    "{'kind': 'ConfigMapList', 'apiVersion': 'v1', 'metadata': {}, 'items': [{'metadata': {'name':"
                            + " 'settings', 'namespace': 'shop', 'resourceVersion': '999'}, 'data': {'color': '%s'}}]}"
                                    .formatted("green".repeat(2000)));
            String[] live = {"--live", "-n", "shop", "--host-root", host.root().toString(), "-o", "name"};

            assertThat(diff(live).out())
                    .isEqualTo(
                            """
                            removed configmap/rewritten -n shop
                            removed configmap/same -n shop
                            changed configmap/settings -n shop
                            removed widget.example.com/one -n shop
                            """);

            host.fault("api-down");
            Program.Result down = Program.etcdSnapshot("diff", "--from", sets.toString())
                    .and(live)
                    .run();
            assertThat(down.exitCode()).isEqualTo(1);
            assertThat(down.err()).contains("error: the API server does not answer /api/v1: oc failed: The connection");
        }
        Program.Result elsewhere = Program.etcdSnapshot(
                        "diff", "--live", "--from", sets.toString(), "--host-root", directory.toString())
                .run();
        assertThat(elsewhere.exitCode()).isEqualTo(1);
        assertThat(elsewhere.err()).contains("is no OpenShift control-plane host", "--host-root");
    }

    private static void answer(StandInHost host, String path, String json) throws Exception {
        Path file = host.path("/etc/standin/api" + path + ".json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, json.replace('\'', '"'));
    }

    private static List<String> changes(JsonObject document) {
        List<String> changes = new ArrayList<>();
        for (JsonElement each : document.getAsJsonArray("objects")) {
            JsonObject object = each.getAsJsonObject();
            List<String> words = new ArrayList<>(List.of(
                    object.get("change").getAsString(),
                    object.get("namespace").getAsString(),
                    object.get("object").getAsString()));
            if (object.has("fields")) {
                object.getAsJsonArray("fields").forEach(field -> words.add(field.getAsString()));
            }
            changes.add(String.join(" ", words));
        }
        return changes;
    }
}
