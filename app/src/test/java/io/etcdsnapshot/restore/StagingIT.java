package io.etcdsnapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.testing.EtcdServer;
import io.etcdsnapshot.testing.EtcdVersion;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.SampleSets;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What restore brings to the host, and what it refuses to. */
class StagingIT {
    private static final String OLD = "2026-11-18_013000";
    private static final String MIDDLE = "2026-11-19_013000";
    private static final String NEW = "2026-11-20_013000";
    private static final String MARK = ".etcd-snapshot-staged";

    @TempDir
    static Path directory;

    private static SampleSets samples;

    private Path location;
    private Path root;
    private Path stage;

    @BeforeAll
    static void takeSamples() throws Exception {
        samples = SampleSets.take(directory);
    }

    @BeforeEach
    void newHost() throws IOException {
        location = Files.createTempDirectory(directory, "location");
        root = Files.createTempDirectory(directory, "root");
        stage = root.resolve("home/core/etcd-snapshot-restore");
        Files.createDirectories(stage.getParent());
    }

    @Test
    void stagesExactlyOnePairAndPrintsTheCommandForIt() throws Exception {
        samples.add(location, OLD);
        samples.add(location, NEW);

        Program.Result result = restore("latest");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(names(stage.resolve(NEW)))
                .containsExactly(MARK, "snapshot_" + NEW + ".db", "static_kuberesources_" + NEW + ".tar.gz");
        assertThat(names(stage)).containsExactly(".etcd-snapshot.lock", NEW);
        assertThat(stage.resolve(NEW).resolve(MARK)).isEmptyFile();
        Files.delete(stage.resolve(NEW).resolve(MARK));
        for (Path file : files(stage.resolve(NEW))) {
            assertThat(file).hasSameBinaryContentAs(location.resolve(NEW).resolve(file.getFileName()));
        }
        assertThat(result.out())
                .contains("/usr/local/bin/cluster-restore.sh /home/core/etcd-snapshot-restore/" + NEW)
                .contains("last resort", "destructive", "restore nothing", "cluster", "unknown", "Nothing is restored");
    }

    /** Both are read from the files: the manifest is of a time when nobody noted them. */
    @Test
    void alarmsThatComeBackAndAnOlderEtcdOnThisHostAreToldWithWhatToDo() throws Exception {
        Path data = Files.createDirectories(root.resolve("var/lib/etcd/member/snap"));
        try (EtcdServer etcd = EtcdVersion.V3_5.start(directory)) {
            etcd.put("key", 5, new byte[10]);
            etcd.close();
            Files.copy(etcd.database(), data.resolve("db"));
        }
        try (EtcdServer etcd = EtcdVersion.V3_6.start(directory)) {
            etcd.put("key", 5, new byte[10]);
            etcd.raiseAlarm("NOSPACE", 7);
            SampleSets.of(directory, etcd).add(location, NEW);
        }

        Program.Result result = restore("latest");
        Program.Result document = restore("latest", "-o", "json");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("WARNING  the set is of etcd 3.6, this host has etcd 3.5.0")
                .contains("WARNING  member 7 had raised NOSPACE")
                .containsSubsequence("etcdctl compact", "etcdctl defrag", "etcdctl alarm disarm");
        assertThat(JsonParser.parseString(document.out()).getAsJsonObject().get("warnings"))
                .asString()
                .contains("older etcd", "NOSPACE");
        Files.delete(data.resolve("db"));
        assertThat(restore("latest").out()).as("where nothing tells of an etcd").doesNotContain("older etcd");
    }

    @Test
    void theDocumentHoldsWhatTheWordsSay() throws Exception {
        samples.addFlat(location, OLD, "__POSSIBLY_DIRTY__");

        Program.Result result = restore(OLD, "-o", "json");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).contains("--force");
        JsonObject document = JsonParser.parseString(result.out()).getAsJsonObject();
        assertThat(document.get("id").getAsString()).isEqualTo(OLD);
        assertThat(document.get("dirty").getAsBoolean()).isTrue();
        assertThat(document.get("staged").getAsString()).isEqualTo("/home/core/etcd-snapshot-restore/" + OLD);
        assertThat(document.getAsJsonArray("command")).hasSize(2);
        assertThat(document.has("run")).isFalse();
        assertThat(names(stage.resolve(OLD)))
                .containsExactly(
                        MARK,
                        "snapshot_" + OLD + "__POSSIBLY_DIRTY__.db",
                        "static_kuberesources_" + OLD + "__POSSIBLY_DIRTY__.tar.gz");
    }

    @Test
    void latestIsTheNewestThatProvesWholeAndItSaysWhatItPassedOverAndWhy() throws Exception {
        samples.add(location, OLD);
        SampleSets.damage(samples.add(location, MIDDLE).resolve("snapshot_" + MIDDLE + ".db"));
        Files.delete(samples.add(location, NEW).resolve("static_kuberesources_" + NEW + ".tar.gz"));

        Program.Result result = restore("latest");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(names(stage)).containsExactly(".etcd-snapshot.lock", OLD);
        assertThat(result.out())
                .contains("skipped " + NEW + ": ")
                .contains("there is no static_kuberesources_" + NEW)
                .contains("skipped " + MIDDLE + ": ")
                .contains("SHA-256 differs");
    }

    @Test
    void aDamagedSetIsRefusedAndTheNewestWholeOneIsNamed() throws Exception {
        samples.add(location, OLD);
        samples.add(location, MIDDLE);
        SampleSets.damage(samples.add(location, NEW).resolve("snapshot_" + NEW + ".db"));

        Program.Result result = restore(NEW);

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err())
                .contains("error: " + NEW + " failed verification: ", "SHA-256 differs")
                .contains("hint: the newest set there that passes verification is " + MIDDLE);
        assertThat(result.out()).isEmpty();
        assertThat(names(stage)).containsExactly(".etcd-snapshot.lock");
    }

    @Test
    void whereNothingIsWholeLatestIsRefused() throws Exception {
        SampleSets.damage(samples.add(location, NEW).resolve("snapshot_" + NEW + ".db"));

        Program.Result result = restore("latest");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).contains("none of the 1 sets").contains("skipping " + NEW);
    }

    @Test
    void anotherSetStagedBeforeIsNoneOfItsBusinessAndTheSameOneIsReplaced() throws Exception {
        samples.add(location, OLD);
        samples.add(location, NEW);
        assertThat(restore(OLD).exitCode()).isZero();
        assertThat(restore(NEW).exitCode()).isZero();
        SampleSets.damage(stage.resolve(NEW).resolve("snapshot_" + NEW + ".db"));

        Program.Result again = restore("latest");

        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(names(stage)).containsExactly(".etcd-snapshot.lock", OLD, NEW);
        assertThat(stage.resolve(NEW).resolve("snapshot_" + NEW + ".db"))
                .hasSameBinaryContentAs(location.resolve(NEW).resolve("snapshot_" + NEW + ".db"));
    }

    @Test
    void onRequestItRemovesWhatEarlierRunsStagedAndSaysWhatStillLiesThere() throws Exception {
        for (String id : List.of(OLD, MIDDLE, NEW)) {
            samples.add(location, id);
        }
        assertThat(restore(OLD).out()).doesNotContain("Earlier runs");
        String second = restore(MIDDLE).out();
        Files.writeString(stage.resolve(".hidden"), "somebody's");

        Program.Result result = restore("latest", "--remove-staged");

        assertThat(second).contains("Earlier runs left beside it: " + OLD + "; restore --remove-staged removes them.");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("staged earlier: " + OLD + ", " + MIDDLE)
                .doesNotContain("Earlier runs");
        assertThat(names(stage)).containsExactly(".etcd-snapshot.lock", ".hidden", NEW);
        assertThat(names(stage.resolve(NEW))).hasSize(3);
        JsonObject document = JsonParser.parseString(
                        restore(OLD, "--remove-staged", "-o", "json").out())
                .getAsJsonObject();
        assertThat(document.get("removedStaged")).asString().contains(NEW);
        assertThat(document.getAsJsonArray("earlierStaged")).isEmpty();
    }

    @Test
    void whatRestoreDidNotStageStaysWhateverIsAskedFor() throws Exception {
        samples.add(location, OLD);
        samples.add(location, NEW);
        Path pair = Files.createDirectories(stage.resolve(MIDDLE));
        Files.writeString(pair.resolve("snapshot_" + MIDDLE + ".db"), "of another tool");

        Program.Result unmarked = restore("latest", "--remove-staged");
        Path elsewhere = Files.createTempDirectory(directory, "elsewhere");
        Files.writeString(elsewhere.resolve("snapshot_" + OLD + ".db"), "somebody's");
        Files.createFile(elsewhere.resolve(MARK));
        Path link = Files.createSymbolicLink(stage.resolve(OLD), elsewhere);
        Program.Result linked = restore("latest", "--remove-staged");
        Files.delete(link);
        Path notes = Files.writeString(stage.resolve(NEW).resolve("notes.txt"), "mine");
        Program.Result beside = restore(OLD, "--remove-staged");

        assertThat(unmarked.exitCode()).as(unmarked.err()).isZero();
        assertThat(unmarked.err()).contains("warning: " + MIDDLE + " stays in");
        assertThat(unmarked.out()).contains("Earlier runs left beside it: " + MIDDLE);
        assertThat(linked.exitCode()).as(linked.err()).isEqualTo(5);
        assertThat(linked.err()).contains(link + " was not staged by this program");
        assertThat(beside.exitCode()).as(beside.err()).isEqualTo(5);
        assertThat(beside.err()).contains(notes + " was not staged by this program");
        assertThat(names(elsewhere)).hasSize(2);
        assertThat(names(stage.resolve(NEW))).contains("snapshot_" + NEW + ".db");
        assertThat(names(pair)).containsExactly("snapshot_" + MIDDLE + ".db");
    }

    @Test
    void nothingIsRemovedWhereTheSetIsDamagedOrAnotherRunIsStaging() throws Exception {
        samples.add(location, OLD);
        assertThat(restore(OLD).exitCode()).isZero();
        Path damaged = samples.add(location, NEW).resolve("snapshot_" + NEW + ".db");

        Program.Result busy;
        try (FileChannel lock = FileChannel.open(stage.resolve(".etcd-snapshot.lock"), StandardOpenOption.WRITE)) {
            lock.lock();
            busy = restore(NEW, "--remove-staged");
        }
        SampleSets.damage(damaged);
        Program.Result refused = restore(NEW, "--remove-staged");

        assertThat(busy.exitCode()).as(busy.err()).isEqualTo(5);
        assertThat(busy.err()).contains("holds the lock");
        assertThat(refused.exitCode()).as(refused.err()).isEqualTo(4);
        assertThat(names(stage)).contains(OLD);
        assertThat(names(stage.resolve(OLD))).hasSize(3);
    }

    @Test
    void halvesThatAreKeptApartComeTogetherOnTheHost() throws Exception {
        Path keys = Files.createTempDirectory(directory, "keys");
        samples.add(location, OLD);
        samples.add(location, NEW, Content.SNAPSHOT);
        samples.add(keys, NEW, Content.KUBE_RESOURCES);

        Program.Result half = restore(NEW);
        Program.Result latest = restore("latest");
        Program.Result joined = restore("latest", "--kube-resources-from", keys.toString());

        assertThat(half.exitCode()).isEqualTo(4);
        assertThat(half.err()).contains("snapshot only").contains("that passes verification is " + OLD);
        assertThat(latest.exitCode()).as(latest.err()).isZero();
        assertThat(latest.out())
                .contains("skipped " + NEW + ": snapshot only")
                .contains("restore/" + OLD, "rm -r /home/core/etcd-snapshot-restore/" + OLD);
        assertThat(joined.exitCode()).as(joined.err()).isZero();
        assertThat(names(stage.resolve(NEW)))
                .containsExactly(MARK, "snapshot_" + NEW + ".db", "static_kuberesources_" + NEW + ".tar.gz");
    }

    @Test
    void aStageThatHoldsSomethingForeignIsLeftAlone() throws Exception {
        samples.add(location, NEW);
        Path foreign = Files.createDirectories(stage).resolve("snapshot_" + OLD + ".db");
        Files.writeString(foreign, "somebody's");

        Program.Result file = restore("latest");
        Files.delete(foreign);
        samples.add(stage, NEW);
        Program.Result backups = restore("latest");

        for (Program.Result result : List.of(file, backups)) {
            assertThat(result.exitCode()).as(result.err()).isEqualTo(5);
            assertThat(result.err()).contains("was not staged by this program").contains("--stage");
        }
        assertThat(names(stage.resolve(NEW))).contains("manifest.json");
    }

    @Test
    void aStageOutsideOfTheAllowedDirectoriesIsWrongUsage() throws Exception {
        samples.add(location, NEW);

        Program.Result result = restore("latest", "--stage", "/etc/kubernetes");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("/etc/kubernetes");
    }

    @Test
    void anIdThatIsNotThereNamesTheNewest() throws Exception {
        samples.add(location, NEW);

        Program.Result result = restore("2020-01-01_000000");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("there is no set 2020-01-01_000000").contains(NEW);
    }

    private Program.Result restore(String wanted, String... options) throws Exception {
        return Program.etcdSnapshot("restore", wanted, "--from", location.toString(), "--host-root", root.toString())
                .and(options)
                .run();
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private static List<String> names(Path directory) throws IOException {
        return files(directory).stream()
                .map(file -> file.getFileName().toString())
                .toList();
    }
}
