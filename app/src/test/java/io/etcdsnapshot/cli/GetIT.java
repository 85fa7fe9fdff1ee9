package io.etcdsnapshot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.kubernetes.Vectors;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonParser;
import io.etcdsnapshot.kubernetes.document.YamlRenderer;
import io.etcdsnapshot.kubernetes.value.StoredValue;
import io.etcdsnapshot.testing.KubernetesSources;
import io.etcdsnapshot.testing.Program;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code get} from snapshots of a real etcd, filled as API servers fill it. The tests leave them as they are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GetIT {
    private static final String ID = "2026-11-20_013000";

    @TempDir
    static Path directory;

    private ObjectsOfACluster cluster;
    private Path location;
    private Path snapshot;

    @BeforeAll
    void fill() throws Exception {
        cluster = ObjectsOfACluster.start(directory);
        location = cluster.location();
        cluster.write(
                "configmaps/shop/settings",
                ObjectsOfACluster.configMap("settings", "green", "2026-11-20T09:00:00Z", "kubectl-edit"));
        cluster.write("configmaps/shop/other", null);
        snapshot = cluster.save(ID);
    }

    @AfterAll
    void stop() throws Exception {
        cluster.close();
    }

    private Program.Result get(String... arguments) throws Exception {
        return Program.etcdSnapshot(Stream.concat(
                                Stream.of("get"),
                                Stream.concat(Arrays.stream(arguments), Stream.of("--from", location.toString())))
                        .toArray(String[]::new))
                .run();
    }

    private static JsonObject json(Program.Result result) {
        return (JsonObject) JsonParser.parse(result.out().getBytes(UTF_8));
    }

    @Test
    void everyKindIsGivenAsKubernetesItselfGivesIt() throws Exception {
        Path testdata = Path.of(KubernetesSources.testdata().toString()).resolve("HEAD");
        for (Map.Entry<String, String> vector : ObjectsOfACluster.VECTORS.entrySet()) {
            String kind = vector.getKey().substring(vector.getKey().lastIndexOf('.') + 1);

            Program.Result found = get(kind + "/nameValue", "-n", "namespaceValue", "-o", "json");
            Program.Result yaml = get(kind + "/nameValue", "-n", "namespaceValue", "-o", "yaml");

            assertThat(found.exitCode()).as(found.err()).isZero();
            JsonObject object = json(found);
            JsonObject expected =
                    (JsonObject) JsonParser.parse(Files.readAllBytes(testdata.resolve(vector.getKey() + ".json")));
            assertThat(object.string("metadata", "resourceVersion").orElseThrow())
                    .containsOnlyDigits();
            assertThat(object.without("metadata", "resourceVersion"))
                    .isEqualTo(expected.without("metadata", "resourceVersion"));
            assertThat(yaml.out()).isEqualTo(YamlRenderer.render(object));
        }
    }

    @Test
    void secretsOfEachProviderAreDecryptedAndNeverShownInATable() throws Exception {
        Program.Result all = get("secrets", "-A", "-o", "json");

        Map<String, JsonObject> found = json(all).objects("items").stream()
                .collect(Collectors.toMap(
                        item -> item.string("metadata", "namespace").orElseThrow() + "/"
                                + item.string("metadata", "name").orElseThrow(),
                        item -> item));
        for (Vectors.Vector secret : cluster.secrets()) {
            JsonObject plain = StoredValue.decode(secret.bytes("plain")).object();
            JsonObject shown = found.get(secret.text("etcdKey").replace("/kubernetes.io/secrets/", ""));
            assertThat(shown.without("metadata", "resourceVersion"))
                    .isEqualTo(plain.without("metadata", "resourceVersion"));
        }
        Program.Result table = get("secrets", "-A");
        cluster.secrets().forEach(secret -> StoredValue.decode(secret.bytes("plain"))
                .object()
                .object("data")
                .members()
                .values()
                .forEach(value -> assertThat(table.all()).doesNotContain("\"" + value + "\"")));
        assertThat(table.out()).contains("NAMESPACE", "NAME", "CREATED", "SIZE", "REVISION");
    }

    @Test
    void whatKmsEncryptedIsNamedAndTheRestGoesOn() throws Exception {
        Program.Result result = get("secret/sealed", "-n", "vault", "-o", "json");
        Program.Result table = get("secrets", "-A");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err())
                .contains("error: secret/sealed in namespace \"vault\" is encrypted: ", "KMS v2 provider \"vault\"");
        assertThat(json(result).string("metadata", "name")).contains("sealed");
        assertThat(json(result)
                        .string("metadata", "annotations", "etcd-snapshot/encrypted")
                        .orElseThrow())
                .contains("KMS v2 provider \"vault\"");
        assertThat(table.exitCode()).isEqualTo(3);
        assertThat(table.out())
                .containsPattern("(?m)^vault +sealed +encrypted ")
                .contains("openshift-apiserver");
    }

    @Test
    void keysOfOpenShiftsServersAreTakenFromTheSnapshot() throws Exception {
        Program.Result result = get("route/web", "-n", "shop", "-o", "json");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(json(result).string("spec", "host")).contains("web.example.com");
    }

    @ParameterizedTest
    @CsvSource({"widgets", "widget", "wd", "widgets.example.com", "Widget"})
    void customResourcesAreKnownByTheDefinitionsInTheSnapshot(String kind) throws Exception {
        Program.Result result = get(kind, "-n", "shop", "-o", "name");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).isEqualTo("widget.example.com/gear\n");
    }

    @Test
    void severalKindsAllAndLabelsAreUnderstoodAsKubectlDoes() throws Exception {
        assertThat(get("cm,wd", "-n", "shop", "-o", "name").out())
                .isEqualTo("configmap/settings\nwidget.example.com/gear\n");
        assertThat(get("all", "-n", "shop", "-o", "name").out())
                .isEqualTo("route.route.openshift.io/web\nwidget.example.com/gear\n");
        assertThat(get("configmaps,widgets", "-A", "-l", "app=web", "-o", "name")
                        .out())
                .isEqualTo("configmap/settings\nwidget.example.com/gear\n");
        assertThat(get("configmap", "settings", "-n", "shop", "-o", "name").out())
                .isEqualTo("configmap/settings\n");
        assertThat(get("cm/settings", "wd/gear", "-n", "shop", "-o", "name").out())
                .isEqualTo("configmap/settings\nwidget.example.com/gear\n");
        assertThat(get("nodes").out()).doesNotContain("NAMESPACE").contains("nameValue");
    }

    @Test
    void severalObjectsAreAListAndNoneAnEmptyOne() throws Exception {
        assertThat(json(get("cm", "-n", "shop", "-o", "json")).string("kind")).contains("List");
        assertThat(get("cm", "-n", "shop", "-o", "yaml").out())
                .startsWith("apiVersion: v1\nitems:\n- apiVersion: v1\n  data:\n    color: green\n")
                .endsWith("kind: List\nmetadata:\n  resourceVersion: \"\"\n");
        Program.Result none = get("pods", "-n", "nowhere");
        assertThat(none.exitCode()).isZero();
        assertThat(none.out()).isEmpty();
        assertThat(none.err()).contains("no resources found in nowhere namespace");
        assertThat(json(get("pods", "-n", "nowhere", "-o", "json")).items("items"))
                .isEmpty();
        assertThat(get("pods", "-n", "nowhere", "-o", "yaml").out())
                .startsWith("apiVersion: v1\nitems: []\nkind: List\n");
    }

    @Test
    void aNamedObjectThatIsNotThereIsAnErrorThatKnowsWhenItWasDeleted() throws Exception {
        Program.Result never = get("cm/never", "-n", "shop");
        Program.Result deleted = get("cm/other", "-n", "shop");
        Program.Result some = get("cm/settings", "cm/never", "-n", "shop", "-o", "name");

        assertThat(never.exitCode()).isEqualTo(1);
        assertThat(never.err()).contains("error: not found in " + ID + ": configmaps \"never\" in namespace \"shop\"");
        assertThat(deleted.exitCode()).isEqualTo(1);
        String before = deleted.err().replaceFirst("(?s).*--revision (\\d+) shows it as it was.*", "$1");
        Program.Result then = get("cm/other", "-n", "shop", "--revision", before, "-o", "json");
        assertThat(json(then).string("data", "color")).contains("grey");
        assertThat(some.exitCode()).isEqualTo(3);
        assertThat(some.out()).isEqualTo("configmap/settings\n");
    }

    @Test
    void allRevisionsShowWhatBecameOfAnObject() throws Exception {
        Program.Result changed = get("cm/settings", "-n", "shop", "--all-revisions", "-o", "json");
        Program.Result listed = get("cm", "-n", "shop", "--all-revisions");

        assertThat(json(changed).objects("items"))
                .extracting(item -> item.string("data", "color").orElse(""))
                .containsExactly("red", "green");
        assertThat(listed.out().lines().map(line -> line.replaceAll(" +", " ")))
                .anyMatch(line -> line.matches("shop other .*created"))
                .anyMatch(line -> line.matches("shop other .*deleted"))
                .anyMatch(line -> line.matches("shop settings 2026-11-20T08:00:00Z .*changed"));
        assertThat(json(get("cm/other", "-n", "shop", "--all-revisions", "-o", "json"))
                        .objects("items")
                        .get(1)
                        .string("metadata", "annotations", "etcd-snapshot/deleted"))
                .contains("true");
    }

    @Test
    void aRevisionThatIsNotHeldIsNamedWithThoseThatAre() throws Exception {
        Program.Result result = get("cm", "-n", "shop", "--revision", "99");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).containsPattern(ID + " does not hold revision 99, but 1 to \\d+");
    }

    @Test
    void forApplyLeavesOutWhatTheServerSetsAndSaysWhatNeedsADecision() throws Exception {
        Program.Result result = get("cm/settings", "wd/gear", "-n", "shop", "--for-apply");
        Program.Result owned = get("deploy/nameValue", "-n", "namespaceValue", "--for-apply", "-o", "json");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("color: green", "name: gear")
                .doesNotContain("managedFields", "uid", "resourceVersion: \"1");
        assertThat(result.out().indexOf("ConfigMap")).isLessThan(result.out().indexOf("Widget"));
        assertThat(owned.err())
                .contains("note: Deployment namespaceValue/nameValue left out: kindValue nameValue makes it again");
        assertThat(json(owned).items("items")).isEmpty();
    }

    @Test
    void aBareFileTakesItsKeysFromKubeResourcesOrTheConfigurationItself() throws Exception {
        Vectors.Vector secret = cluster.secrets().get(0);
        String[] place = secret.text("etcdKey").split("/");
        String[] asked = {"get", "secret/" + place[4], "-n", place[3], "-o", "json", "--from", snapshot.toString()};
        Path configuration =
                Files.writeString(directory.resolve("config.json"), ObjectsOfACluster.configuration(cluster.secrets()));

        Program.Result without = Program.etcdSnapshot(asked).run();
        Program.Result archive = Program.etcdSnapshot(asked)
                .and(
                        "--kube-resources",
                        location.resolve("static_kuberesources_" + ID + ".tar.gz")
                                .toString())
                .run();
        Program.Result plain = Program.etcdSnapshot(asked)
                .and("--kube-resources", configuration.toString())
                .run();

        assertThat(without.exitCode()).isEqualTo(3);
        assertThat(without.err()).contains("no " + secret.text("provider") + " key", "hint: name the kube resources");
        assertThat(archive.exitCode()).as(archive.err()).isZero();
        assertThat(plain.out()).isEqualTo(archive.out());
    }

    @Test
    void aWrongKeyIsToldFromADamagedValue() throws Exception {
        Vectors.Vector secret = cluster.secrets().get(0);
        String[] place = secret.text("etcdKey").split("/");
        byte[] other = secret.bytes("secret");
        other[0] ^= 1;
        String configuration = ObjectsOfACluster.configuration(List.of(secret))
                .replace(
                        java.util.Base64.getEncoder().encodeToString(secret.bytes("secret")),
                        java.util.Base64.getEncoder().encodeToString(other));

        Program.Result result = get(
                "secret/" + place[4],
                "-n",
                place[3],
                "--kube-resources",
                Files.writeString(directory.resolve("wrong.json"), configuration)
                        .toString());

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err())
                .contains("is encrypted: encrypted with another key than the " + secret.text("provider") + " key");
    }

    @Test
    void aDamagedSetIsRefusedUnlessItIsAskedForAndThenMarked(@TempDir Path elsewhere) throws Exception {
        Program.of("bash", "-c", "cp '%s'/* '%s'".formatted(location, elsewhere))
                .output();
        Path damaged = elsewhere.resolve(snapshot.getFileName());
        try (RandomAccessFile file = new RandomAccessFile(damaged.toFile(), "rw")) {
            file.seek(file.length() - 1);
            file.write(0x55);
        }
        String[] asked = {"get", "cm/settings", "-n", "shop", "-o", "json", "--from", elsewhere.toString(), "--set", ID
        };

        Program.Result refused = Program.etcdSnapshot(asked).run();
        Program.Result shown =
                Program.etcdSnapshot(asked).and("--even-if-damaged").run();
        Program.Result unchecked =
                Program.etcdSnapshot(asked).and("--no-verify").run();

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains(ID + " is damaged: ", "SHA-256 differs", "--even-if-damaged");
        assertThat(shown.exitCode()).isEqualTo(3);
        assertThat(shown.err()).contains("warning: " + ID + " is damaged");
        assertThat(json(shown).string("metadata", "annotations", "etcd-snapshot/damaged-snapshot"))
                .contains(ID);
        assertThat(unchecked.exitCode()).as(unchecked.err()).isZero();
        assertThat(unchecked.err()).contains(ID + ", not verified");
    }

    @Test
    void brokenPagesCostWhatIsInThemAndNoMore(@TempDir Path elsewhere) throws Exception {
        byte[] bytes = Files.readAllBytes(snapshot);
        String whole =
                get("cm,secrets,pods,deployments,nodes", "-A", "-o", "name").out();
        int shown = 0;
        for (int page = 2; page < bytes.length / 4096; page++) {
            byte[] broken = bytes.clone();
            Arrays.fill(broken, page * 4096, page * 4096 + 64, (byte) 0x5a);
            Path file = Files.write(elsewhere.resolve("page.db"), broken);
            Program.Result result = Program.etcdSnapshot(
                            "get",
                            "cm,secrets,pods,deployments,nodes",
                            "-A",
                            "-o",
                            "name",
                            "--from",
                            file.toString(),
                            "--even-if-damaged")
                    .run();
            assertThat(result.exitCode()).as("page %d: %s", page, result.err()).isIn(0, 3, 4);
            assertThat(whole.lines().toList()).containsAll(result.out().lines().toList());
            shown += result.out().isEmpty() ? 0 : 1;
            if (page > 12) {
                break;
            }
        }
        assertThat(shown).isGreaterThan(2);
    }

    @Test
    void aCopyOfTheDatabaseNeedsNoTrailerIfThatIsAccepted(@TempDir Path elsewhere) throws Exception {
        Path copy = elsewhere.resolve("db");
        byte[] bytes = Files.readAllBytes(snapshot);
        Files.write(copy, Arrays.copyOf(bytes, bytes.length - 32));

        Program.Result refused = Program.etcdSnapshot("get", "cm", "-n", "shop", "--from", copy.toString())
                .run();
        Program.Result taken = Program.etcdSnapshot(
                        "get", "cm", "-n", "shop", "--from", copy.toString(), "--no-trailer")
                .run();

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.err()).contains("--no-trailer");
        assertThat(taken.exitCode()).as(taken.err()).isZero();
        assertThat(taken.out()).contains("settings");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "depoyments | did you mean 'deployment",
                "widget.example.org | no kind 'widget.example.org'",
                "cm/a/b | 'cm/a/b' is not KIND/NAME",
                "cm/a wd | can't be mixed",
                "cm/ | 'cm/' is not KIND or KIND/NAME",
                "all/web | 'all' takes no name",
                "cm/settings -A | drop -A",
                "cm/settings -l app=web | -l is for kinds",
                "cm -l app=, | app=,",
                "cm --for-apply -o name | as name",
                "cm --for-apply --all-revisions | --all-revisions",
                "cm --revision 3 --all-revisions | --all-revisions",
                "cm --revision 0 | --revision",
                "cm --revision x | 'x'",
                "cm -o wide | wide",
                "cm --set yesterday | yesterday",
                "-A | KIND"
            })
    void whatMeansNothingIsWrongUsage(String line, String named) throws Exception {
        Program.Result result = get(line.split(" "));

        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).contains(named);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void textFromTheClusterCannotDriveTheTerminal(@TempDir Path parent) throws Exception {
        cluster.write(
                "configmaps/evil/odd",
                "{\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"odd\",\"namespace\":\"evil\",\"creationTimestamp\":\"\u001b[2J\"},\"data\":{\"a\":\"\u001b]0;x\u0007\u202e\"}}"
                        .replace("\u001b", "\\u001b")
                        .replace("\u0007", "\\u0007")
                        .getBytes(UTF_8));
        Path file = cluster.etcd().save(parent.resolve("evil.db"));
        for (String form : List.of("table", "yaml", "json", "name")) {
            Program.Result result = Program.etcdSnapshot(
                            "get", "cm", "-n", "evil", "-o", form, "--from", file.toString())
                    .run();
            assertThat(result.all())
                    .as(form)
                    .doesNotContain("\u001b", "\u0007", "\u202e")
                    .contains("odd");
        }
    }
}
