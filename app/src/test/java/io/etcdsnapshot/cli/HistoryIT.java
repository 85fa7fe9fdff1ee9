package io.etcdsnapshot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonParser;
import io.etcdsnapshot.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code history} across sets of one real etcd, whose API server changes, compacts and deletes between them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HistoryIT {
    private static final String FIRST = "2026-11-20_093000";
    private static final String SECOND = "2026-11-20_103000";
    private static final String THIRD = "2026-11-20_113000";

    @TempDir
    static Path directory;

    private ObjectsOfACluster cluster;

    @BeforeAll
    void takeThreeSets() throws Exception {
        cluster = ObjectsOfACluster.start(directory);
        cluster.save(FIRST);
        settings("green", "2026-11-20T09:40:00Z", "helm");
        settings("blue", "2026-11-20T10:00:00Z", "kubectl-edit");
        cluster.write("configmaps/shop/other", null);
        cluster.save(SECOND);
        cluster.write("configmaps/shop/settings", null);
        cluster.etcd().compact();
        cluster.write("configmaps/shop/late", ObjectsOfACluster.configMap("late", "red", "2026-11-20T11:00:00Z", "oc"));
        cluster.save(THIRD);
    }

    private void settings(String color, String changed, String manager) throws Exception {
        cluster.write("configmaps/shop/settings", ObjectsOfACluster.configMap("settings", color, changed, manager));
    }

    @AfterAll
    void stop() throws Exception {
        cluster.close();
    }

    private Program.Result history(String... arguments) throws Exception {
        return Program.etcdSnapshot("history")
                .and(arguments)
                .and("--from", cluster.location().toString())
                .run();
    }

    private static List<JsonObject> events(Program.Result result) {
        return ((JsonObject) JsonParser.parse(result.out().getBytes(UTF_8))).objects("events");
    }

    @Test
    void tellsWhenAnObjectWasCreatedAndChangedByWhomAndBetweenWhichSetsItWasDeleted() throws Exception {
        Program.Result result = history("configmap/settings", "-n", "shop", "-o", "json");
        Program.Result text = history("configmap/settings", "-n", "shop");

        assertThat(result.exitCode()).as(result.err()).isZero();
        List<JsonObject> events = events(result);
        assertThat(events)
                .extracting(event -> event.string("change").orElse(""))
                .containsExactly("created", "changed", "changed", "deleted");
        assertThat(events)
                .extracting(event -> event.string("manager").orElse(""))
                .containsExactly("oc", "helm", "kubectl-edit", "");
        assertThat(events)
                .extracting(event -> event.string("at").orElse(""))
                .containsExactly("2026-11-20T08:00:00Z", "2026-11-20T09:40:00Z", "2026-11-20T10:00:00Z", "");
        assertThat(events.get(0).items("sets")).hasSize(2);
        assertThat(events.get(3).string("after")).contains("2026-11-20T10:30:00Z");
        assertThat(events.get(3).string("before")).contains("2026-11-20T11:30:00Z");
        assertThat(text.out().lines().toList().get(4))
                .startsWith("between 2026-11-20T10:30:00Z and 2026-11-20T11:30:00Z  deleted");
        assertThat(text.out()).contains(FIRST + " to " + SECOND + " (2)");
    }

    @Test
    void aDeletionThatASetStillHoldsIsToldByItsRevision() throws Exception {
        List<JsonObject> events = events(history("cm", "other", "-n", "shop", "-o", "json"));

        JsonObject deleted = events.get(events.size() - 1);
        assertThat(deleted.string("change")).contains("deleted");
        assertThat(deleted.has("revision")).isTrue();
        assertThat(deleted.string("before")).contains("2026-11-20T10:30:00Z");
    }

    @Test
    void whatEncryptionHidesIsStillFollowedByItsRevisions() throws Exception {
        Program.Result result = history("secret/sealed", "-n", "vault", "-o", "json");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(events(result)).singleElement().satisfies(event -> {
            assertThat(event.string("change")).contains("created");
            assertThat(event.items("sets")).hasSize(3);
        });
        assertThat(result.err()).contains("KMS v2 provider \"vault\"");
    }

    @Test
    void whatIsInNoSetAndWhatIsNoKindAreErrors() throws Exception {
        Program.Result missing = history("cm/never", "-n", "shop");
        Program.Result wrong = history("confgmap/settings", "-n", "shop");
        Program.Result kind = history("cm", "-n", "shop");

        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("not found in any of the 3 sets", "cm/never");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("did you mean 'configmap'");
        assertThat(kind.exitCode()).isEqualTo(2);
    }

    @Test
    void aDamagedSetIsNamedAndTheOthersAreRead(@TempDir Path elsewhere) throws Exception {
        Program.of("bash", "-c", "cp '%s'/* '%s'".formatted(cluster.location(), elsewhere))
                .output();
        Path damaged = elsewhere.resolve("snapshot_%s.db".formatted(SECOND));
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length - 1] ^= 1;
        Files.write(damaged, bytes);

        Program.Result result = Program.etcdSnapshot(
                        "history", "cm/settings", "-n", "shop", "--from", elsewhere.toString())
                .run();

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains("error: " + SECOND + " is damaged");
        assertThat(result.out()).contains("created", "deleted").doesNotContain("kubectl-edit");
    }

    @Test
    void aBareFileTellsWhatItHolds() throws Exception {
        Program.Result result = Program.etcdSnapshot(
                        "history",
                        "cm/settings",
                        "-n",
                        "shop",
                        "--from",
                        cluster.location()
                                .resolve("snapshot_%s.db".formatted(SECOND))
                                .toString())
                .run();

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("helm", "kubectl-edit");
    }
}
