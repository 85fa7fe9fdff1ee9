package io.etcdsnapshot.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.SampleSets;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.SshMirror;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SyncIT {
    private static final String ID = "2026-11-20_013000";

    @TempDir
    static Path directory;

    private final List<SshMirror> mirrors = new ArrayList<>();
    private SampleSets samples;
    private Path source;
    private String place;

    @BeforeAll
    void start() throws Exception {
        samples = SampleSets.take(directory);
        for (int i = 0; i < 3; i++) {
            mirrors.add(SshMirror.start(directory));
        }
        // One file of known hosts for all three.
        for (SshMirror other : mirrors.subList(1, 3)) {
            Files.writeString(
                    mirrors.get(0).knownHosts(),
                    Files.readString(mirrors.get(0).knownHosts()) + Files.readString(other.knownHosts()));
            Files.writeString(
                    other.path("authorized_keys"),
                    Files.readString(other.path("authorized_keys"))
                            + Files.readString(mirrors.get(0).path("id_ed25519.pub")));
        }
    }

    @AfterAll
    void stop() throws Exception {
        for (SshMirror mirror : mirrors) {
            mirror.close();
        }
    }

    @BeforeEach
    void newSource() throws Exception {
        source = Files.createTempDirectory(directory, "source");
        place = source.getFileName().toString();
    }

    @Test
    void spraysToThreeMirrorsAndADirectoryInOneRunAndThenHasNothingToDo() throws Exception {
        samples.add(source, ID);
        samples.add(source, "2026-11-21_013000");
        Path volume = directory.resolve("volume-" + place);
        List<String> to = new ArrayList<>(List.of("--to", volume.toString()));
        mirrors.forEach(mirror -> to.addAll(List.of("--to", mirror.location(place))));

        Program.Result first = sync(to);
        Program.Result second = sync(to);

        assertThat(first.exitCode()).as(first.err()).isZero();
        for (Path there : List.of(volume, at(0), at(1), at(2))) {
            assertThat(Sets.in(there)).hasSize(2);
            Sets.assertAllWhole(there);
        }
        assertThat(second.exitCode()).isZero();
        assertThat(second.out()).doesNotContain("copied").contains("already there: 2");
    }

    @Test
    void oneDestinationThatIsDownDoesNotStopTheOthers() throws Exception {
        samples.add(source, ID);

        Program.Result result = sync(List.of(
                "--to", "ssh://root@127.0.0.1:1/nowhere", "--to", mirrors.get(0).location(place)));

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains("127.0.0.1:1").contains("connection refused");
        Sets.only(at(0));
    }

    @Test
    void anEmptiedSourceRemovesNothing() throws Exception {
        samples.add(source, ID);
        sync(List.of("--to", mirrors.get(0).location(place)));
        Program.of("rm", "-r", source.resolve(ID).toString()).output();

        List<String> options = new ArrayList<>(
                List.of("--keep-last", "1", "--to", mirrors.get(0).location(place)));
        Program.Result result = sync(options);

        assertThat(result.exitCode()).as(result.all()).isEqualTo(1);
        assertThat(result.err())
                .contains("there are no sets in " + source)
                .contains("hint: ")
                .contains("--allow-empty");
        options.add("--allow-empty");
        Program.Result allowed = sync(options);
        assertThat(allowed.exitCode()).as(allowed.err()).isZero();
        Sets.only(at(0));
    }

    @Test
    void aFlatSetGetsADirectoryOfItsOwnAndAManifest() throws Exception {
        samples.addFlat(source, ID);

        sync(List.of("--to", mirrors.get(0).location(place)));

        assertThat(Sets.only(at(0)).flat()).isFalse();
        Program.of("sh", "-c", "cd '%s' && sha256sum -c SHA256SUMS".formatted(at(0).resolve(ID)))
                .output();
    }

    @Test
    void aDamagedSetIsSentNowhere() throws Exception {
        SampleSets.damage(samples.add(source, ID).resolve("snapshot_" + ID + ".db"));

        Program.Result result = sync(List.of("--to", mirrors.get(0).location(place)));

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains("differs from its manifest");
        assertThat(at(0)).isEmptyDirectory();
    }

    @Test
    void pullsFromAMirror() throws Exception {
        samples.add(Files.createDirectory(at(0)), ID);
        Path here = directory.resolve("pulled-" + place);

        Program.Result result = run(List.of("sync", "--from", mirrors.get(0).location(place), "--to", here.toString()));

        assertThat(result.exitCode()).as(result.err()).isZero();
        Sets.only(here);
    }

    @Test
    void aSourceWithoutAnyGoodSetIsNoSuccess() throws Exception {
        samples.add(source, ID);
        Files.delete(source.resolve(ID).resolve("snapshot_" + ID + ".db"));

        Program.Result result =
                sync(List.of("--to", directory.resolve("destination").toString()));

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("error: no set in %s can be copied; of the newest, %s: there is no snapshot_"
                        .formatted(source, ID));
    }

    @Test
    void aDryRunShowsThePlanAndChangesNothing() throws Exception {
        samples.add(source, ID);

        Program.Result result = sync(List.of(
                "--dry-run", "-o", "json", "--to", directory.resolve("none").toString()));

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains(ID);
        assertThat(directory.resolve("none")).doesNotExist();
        Files.createDirectory(at(0));
        Program.Result planned =
                sync(List.of("--dry-run", "-o", "json", "--to", mirrors.get(0).location(place)));
        JsonObject document = JsonParser.parseString(planned.out()).getAsJsonObject();
        assertThat(document.getAsJsonArray("destinations")
                        .get(0)
                        .getAsJsonObject()
                        .getAsJsonArray("missing")
                        .get(0)
                        .getAsString())
                .isEqualTo(ID);
        assertThat(at(0)).isEmptyDirectory();
    }

    private Path at(int mirror) {
        return mirrors.get(mirror).path(place);
    }

    private Program.Result sync(List<String> options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("sync", "--from", source.toString()));
        arguments.addAll(options);
        return run(arguments);
    }

    private Program.Result run(List<String> arguments) throws Exception {
        return Program.etcdSnapshot()
                .and(arguments)
                .and(mirrors.get(0).options())
                .run();
    }
}
