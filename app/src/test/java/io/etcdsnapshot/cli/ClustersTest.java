package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.InProcess;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One location that several clusters share, and one that holds a directory for each; it is noon of 2026-11-20. */
class ClustersTest {
    private static final String A = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
    private static final String RECIPIENT = "age1tygge7xrn0pz6rkt2jqgypnpwagaavuxfezs698wfpthgx6da3asj5c92m";
    private static final String B = "1b4e28ba-2fa1-11d2-883f-0016d3cca427";

    @TempDir
    Path directory;

    private Path location;

    @BeforeEach
    void makeSets() throws IOException {
        location = Files.createDirectory(directory.resolve("location"));
        add("2026-11-20_010000", A, "prod");
        add("2026-11-19_010000", A, "prod");
        add("2026-11-20_020000", B, null);
        add("2026-11-21_010000", B, null);
    }

    private void add(String id, String clusterId, String clusterName) throws IOException {
        Path manifest = Sets.makeComplete(location, id).resolve("manifest.json");
        String name = clusterName == null ? "" : "\"clusterName\": \"" + clusterName + "\", ";
        Files.writeString(
                manifest,
                Files.readString(manifest)
                        .replace(
                                "\"clusterVersion\"",
                                name + "\"clusterId\": \"" + clusterId + "\", \"clusterVersion\""));
    }

    @Test
    void listShowsTheClusterWhereThereAreSeveral() {
        assertThat(new InProcess().run("list", location.toString()).out())
                .contains("CLUSTER", "  prod ", "  " + B + " ");
    }

    /** The role label moved to a node that was a mirror before. */
    @Test
    void purgeOfTheNodeSaysHowToRemoveItsCopiesFromWhenItWasAMirror() throws IOException {
        Path values = Files.writeString(
                directory.resolve("values.yaml"),
                "{clusterId: prod, mode: both, snapshot: {directory: /sets}, pv: {existingClaim: c}}");
        Path sets = Files.createDirectories(directory.resolve("root/sets"));
        Sets.makeComplete(sets, "2026-11-20_010000");
        Sets.makeComplete(Files.createDirectory(sets.resolve("prod")), "2026-11-19_010000");
        Sets.makeComplete(Files.createDirectory(sets.resolve("other")), "2026-11-19_010000");
        String root = directory.resolve("root").toString();

        Program.Result node = new InProcess()
                .with("ETCD_SNAPSHOT_NODE", "master-1")
                .run("purge", "-f", values.toString(), "--host-root", root);
        Program.Result volume = new InProcess()
                .run("purge", "-f", values.toString(), "--host-root", "/", sets.toString(), "--keep-last", "1");

        assertThat(node.exitCode()).as(node.err()).isZero();
        assertThat(node.err())
                .containsOnlyOnce("holds copies")
                .contains("warning: master-1: " + sets + "/prod holds copies")
                .contains("etcd-snapshot purge " + sets + "/prod --keep-last 1");
        assertThat(volume.exitCode()).as(volume.err()).isZero();
        assertThat(volume.err()).as("there each cluster has its directory").doesNotContain("holds copies");
    }

    @Test
    void listDoesNotWhereThereIsOne() throws IOException {
        Path one = Files.createDirectory(directory.resolve("one"));
        Sets.makeComplete(one, "2026-11-20_010000", "weekly", "pre-upgrade");

        assertThat(new InProcess().run("list", one.toString()).out()).doesNotContain("CLUSTER");
        assertThat(new InProcess()
                        .run("list", "-o", "wide", one.toString())
                        .out()
                        .lines()
                        .map(line -> line.replaceAll("  +", "|")))
                .containsExactly(
                        "SET|AGE|SIZE|REVISION|KEYS|CLUSTER|VERSION|DIRTY|TAGS|VERIFIED|REHEARSED|STATE",
                        "2026-11-20_010000|11h|569"
                                + " B|1,234,567|4,321|unknown|4.16.21|no|weekly,pre-upgrade|never|never|complete",
                        "newest good set: 2026-11-20_010000, 11h old; 1 set, 569 B");
    }

    @Test
    void verifyTakesTheNewestOfEachClusterAndNoneFromTheFuture() {
        Program.Result result = new InProcess().run("verify", location.toString());

        assertThat(result.out().lines().filter(line -> line.startsWith("2026")))
                .hasSize(2)
                .anyMatch(line -> line.startsWith("2026-11-20_010000"))
                .anyMatch(line -> line.startsWith("2026-11-20_020000"));
        assertThat(result.err()).contains("skipping 2026-11-21_010000: taken in the future");
    }

    @Test
    void aSetFromTheFutureIsVerifiedWhereItIsNamedOrAllAre() {
        assertThat(new InProcess()
                        .run("verify", "--id", "2026-11-21_010000", location.toString())
                        .out())
                .contains("2026-11-21_010000");
        assertThat(new InProcess().run("verify", "--all", location.toString()).out())
                .contains("2026-11-21_010000", "2026-11-19_010000");
    }

    @Test
    void latestAsksWhichCluster() {
        Program.Result result = restore();

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .contains("holds sets of 2 clusters", "hint: choose one with --cluster", A, B, "2026-11-20_010000");
    }

    @ParameterizedTest
    @ValueSource(strings = {A, "prod"})
    void latestOfOneClusterIsFound(String cluster) {
        Program.Result result = restore("--cluster", cluster);

        assertThat(result.err())
                .contains("skipping 2026-11-20_010000: ", "skipping 2026-11-19_010000: ")
                .doesNotContain("2026-11-20_020000", "2026-11-21_010000");
    }

    @Test
    void aClusterOfWhichThereIsNoSetIsNamed() {
        assertThat(restore("--cluster", "other").err())
                .contains("error: there are no sets of cluster other in " + location);
    }

    private Program.Result restore(String... options) {
        String[] arguments = {
            "restore",
            "latest",
            "--from",
            location.toString(),
            "--host-root",
            directory.toString(),
            "--stage",
            "/mnt/stage"
        };
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + options.length);
        System.arraycopy(options, 0, all, arguments.length, options.length);
        return new InProcess().run(all);
    }

    @Test
    void aLocationWithADirectoryForEachClusterNamesThem() throws IOException {
        Path shared = Files.createDirectory(directory.resolve("shared"));
        Files.move(location, shared.resolve("prod"));
        Files.createDirectory(shared.resolve("empty"));

        Program.Result list = new InProcess().run("list", shared.toString());
        assertThat(list.exitCode()).isZero();
        assertThat(list.out())
                .isEqualTo(
                        """
                        no sets in %1$s
                        sets of single clusters are in: %1$s/prod
                        ignored in %1$s: empty
                        """
                                .formatted(shared));
        for (String command : new String[] {
            "verify", "purge --keep-last 1", "sync --to x --from", "adopt", "rekey --recipient " + RECIPIENT
        }) {
            String[] arguments = (command + " " + shared).split(" ");
            Program.Result result = new InProcess().run(arguments);
            assertThat(result.all()).as(command).contains(shared + "/prod");
            assertThat(result.exitCode()).as(command).isEqualTo(command.startsWith("purge") ? 0 : 1);
        }
    }
}
