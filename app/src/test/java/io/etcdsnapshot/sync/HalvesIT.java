package io.etcdsnapshot.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.testing.InProcess;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.SampleSets;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.SshMirror;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Kube resources kept apart from the snapshots: on a mirror over SSH and in directories. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HalvesIT {
    private static final String OLD = "2026-11-18_013000";
    private static final String ID = "2026-11-19_013000";

    @TempDir
    static Path directory;

    private SshMirror mirror;
    private SampleSets samples;
    private Path source;
    private Path keys;
    private Path data;
    private String mirrored;

    @BeforeAll
    void start() throws Exception {
        samples = SampleSets.take(directory);
        mirror = SshMirror.start(directory);
    }

    @AfterAll
    void stop() throws Exception {
        mirror.close();
    }

    @BeforeEach
    void newPlaces() throws Exception {
        Path test = Files.createTempDirectory(directory, "test");
        source = Files.createDirectory(test.resolve("source"));
        keys = test.resolve("keys");
        data = mirror.path(test.getFileName().toString());
        mirrored = mirror.location(test.getFileName().toString());
    }

    @Test
    void eachHalfArrivesWithTheWholeManifestAndItsOwnChecksums() throws Exception {
        samples.add(source, ID);

        JsonObject first = ssh("sync", "--from", place(source), "--to", mirrored, "--kube-resources-to", place(keys));
        JsonObject second = ssh("sync", "--from", place(source), "--to", mirrored, "--kube-resources-to", place(keys));

        assertThat(names(data)).containsExactly("SHA256SUMS", "manifest.json", "snapshot_%s.db".formatted(ID));
        assertThat(names(keys))
                .containsExactly("SHA256SUMS", "manifest.json", "static_kuberesources_%s.tar.gz".formatted(ID));
        for (Path half : List.of(data, keys)) {
            Program.of("sh", "-c", "cd '%s' && sha256sum -c SHA256SUMS".formatted(half.resolve(ID)))
                    .output();
            assertThat(Sets.only(half).requireManifest().files())
                    .isEqualTo(Sets.only(source).requireManifest().files());
        }
        assertThat(copied(first, 0).get("content").getAsString()).isEqualTo("snapshot");
        assertThat(copied(first, 1).get("content").getAsString()).isEqualTo("kubeResources");
        assertThat(copied(first, 0).get("bytes").getAsLong()
                        + copied(first, 1).get("bytes").getAsLong())
                .isEqualTo(samples.bytes());
        for (int i = 0; i < 2; i++) {
            assertThat(destination(second, i).getAsJsonArray("copied")).isEmpty();
            assertThat(destination(second, i).get("alreadyThere").getAsInt()).isEqualTo(1);
        }
    }

    @Test
    void theNextDaysSnapshotIsSentAsWhatChanged() throws Exception {
        samples.add(source, OLD);
        ssh("sync", "--from", place(source), "--to", mirrored, "--kube-resources-to", place(keys));
        samples.add(source, ID);

        JsonObject result = ssh("sync", "--from", place(source), "--to", mirrored, "--kube-resources-to", place(keys));

        JsonObject snapshot = copied(result, 0);
        assertThat(snapshot.get("bytesSent").getAsLong())
                .isLessThan(snapshot.get("bytes").getAsLong() / 4);
        assertThat(Sets.in(data)).hasSize(2);
        Sets.assertAllWhole(data);
    }

    @Test
    void bothHalvesAreProvenAndPulledBackTogether() throws Exception {
        samples.add(source, ID);
        ssh("sync", "--from", place(source), "--to", mirrored, "--kube-resources-to", place(keys));
        Path back = keys.resolveSibling("back");

        JsonObject verified = ssh("verify", mirrored, "--kube-resources-from", place(keys));
        ssh("sync", "--from", mirrored, "--kube-resources-from", place(keys), "--to", place(back));

        JsonObject verdict = verified.getAsJsonArray("sets").get(0).getAsJsonObject();
        assertThat(verdict.get("ok").getAsBoolean()).isTrue();
        assertThat(verdict.has("content")).isFalse();
        assertThat(verdict.getAsJsonArray("findings").toString()).contains(".db", ".tar.gz");
        BackupSet whole = Sets.only(back);
        assertThat(whole.content()).isEqualTo(Content.ALL);
        assertThat(whole.files()).hasSize(2);
        Program.of("sh", "-c", "cd '%s' && sha256sum -c SHA256SUMS".formatted(whole.path()))
                .output();
    }

    @Test
    void aHalfIsPassedOnAsItIsAndBecomesWholeWhereAWholeSetIsSent() throws Exception {
        samples.add(source, ID);
        Path half = Files.createDirectory(keys.resolveSibling("half"));
        samples.add(half, ID, Content.SNAPSHOT);

        ssh("sync", "--from", place(half), "--to", mirrored);

        assertThat(Sets.only(data).content()).isEqualTo(Content.SNAPSHOT);
        assertThat(data.resolve(ID).resolve("SHA256SUMS")).hasSameBinaryContentAs(half.resolve(ID + "/SHA256SUMS"));

        JsonObject completed = ssh("sync", "--from", place(source), "--to", mirrored);

        assertThat(Sets.only(data).content()).isEqualTo(Content.ALL);
        assertThat(copied(completed, 0).get("bytesSent").getAsLong()).isLessThan(samples.bytes());
    }

    @Test
    void whatADestinationCannotTakeIsSaidAndLeftAsItIs() throws Exception {
        samples.add(source, ID);
        samples.add(Files.createDirectory(keys), ID, Content.KUBE_RESOURCES);

        Program.Result result = local("sync", "--from", place(source), "--to", place(keys), "-f", values("snapshot"));

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).contains(ID + " is left unchanged at the destination: kube resources only");
        assertThat(Sets.only(keys).content()).isEqualTo(Content.KUBE_RESOURCES);
    }

    @Test
    void theValuesSayWhatGoesToAVolumeAndWhatToMirrors() throws Exception {
        samples.add(source, ID);

        ssh("sync", "--from", place(source), "--to", mirrored, "--to", place(keys), "-f", values("kubeResources"));

        assertThat(Sets.only(data).content()).isEqualTo(Content.SNAPSHOT);
        assertThat(Sets.only(keys).content()).isEqualTo(Content.KUBE_RESOURCES);
    }

    @Test
    void aFlatSetIsTakenApart() throws Exception {
        samples.addFlat(source, ID);

        local("sync", "--from", place(source), "--to", place(data), "--kube-resources-to", place(keys));

        assertThat(Sets.only(data).content()).isEqualTo(Content.SNAPSHOT);
        assertThat(Sets.only(keys).content()).isEqualTo(Content.KUBE_RESOURCES);
        assertThat(local("verify", place(data), "--kube-resources-from", place(keys))
                        .exitCode())
                .isZero();
    }

    @Test
    void halvesAreListedAsSuch() throws Exception {
        samples.add(Files.createDirectory(keys), ID, Content.KUBE_RESOURCES);

        JsonObject set = JsonParser.parseString(
                        local("list", "-o", "json", place(keys)).out())
                .getAsJsonObject()
                .getAsJsonArray("locations")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("sets")
                .get(0)
                .getAsJsonObject();

        assertThat(set.get("state").getAsString()).isEqualTo("complete");
        assertThat(set.get("content").getAsString()).isEqualTo("kubeResources");
        assertThat(set.getAsJsonArray("files")).hasSize(2);
        assertThat(local("list", place(keys)).out()).contains("complete, kube resources only");
        assertThat(local("verify", place(keys)).out()).contains("verified, kube resources only");
    }

    @Test
    void aFileThatIsMissingWithoutAMarkIsNoHalf() throws Exception {
        Files.delete(samples.add(source, ID).resolve("static_kuberesources_%s.tar.gz".formatted(ID)));

        assertThat(Sets.in(source).get(0).state()).isEqualTo(SetState.INCOMPLETE);
        assertThat(local("verify", place(source)).exitCode()).isEqualTo(4);
    }

    private String values(String volume) throws IOException {
        return place(Files.writeString(
                keys.resolveSibling("values.yaml"),
                "pv: {content: %s}\nsync: {content: snapshot}\n".formatted(volume)));
    }

    private static String place(Path path) {
        return path.toString();
    }

    private static List<String> names(Path location) throws IOException {
        try (Stream<Path> files = Files.list(location.resolve(ID))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static JsonObject destination(JsonObject synced, int index) {
        return synced.getAsJsonArray("destinations").get(index).getAsJsonObject();
    }

    private static JsonObject copied(JsonObject synced, int index) {
        return destination(synced, index).getAsJsonArray("copied").get(0).getAsJsonObject();
    }

    private static Program.Result local(String... arguments) {
        return new InProcess().run(arguments);
    }

    private JsonObject ssh(String... arguments) throws Exception {
        Program.Result result = Program.etcdSnapshot(arguments)
                .and(mirror.options())
                .and("-o", "json")
                .run();
        assertThat(result.exitCode()).as(result.all()).isZero();
        return JsonParser.parseString(result.out()).getAsJsonObject();
    }
}
