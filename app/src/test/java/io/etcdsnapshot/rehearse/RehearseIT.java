package io.etcdsnapshot.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.testing.EtcdServer;
import io.etcdsnapshot.testing.Mount;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.SampleSets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a rehearsal finds, on real etcd 3.4 and 3.5; afterwards nothing of it is left. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RehearseIT {
    private static final String ID = "2026-11-20_013000";
    private static final String SNAPSHOT = "snapshot_" + ID + ".db";
    private static final String KUBE_RESOURCES = "static_kuberesources_" + ID + ".tar.gz";

    @TempDir
    static Path directory;

    private SampleSets samples;
    private Path etcd35;
    private Path location;
    private Path temporary;
    private Path noHost;

    @BeforeAll
    void takeSamples() throws Exception {
        samples = SampleSets.take(directory);
        etcd35 = EtcdServer.binaries35();
    }

    @BeforeEach
    void newLocation() throws IOException {
        location = Files.createTempDirectory(directory, "location");
        temporary = Files.createTempDirectory(directory, "temporary");
        noHost = Files.createTempDirectory(directory, "host");
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        assertThat(Traces.of(temporary)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.4", "3.5"})
    void aWholeSetRestores(String version) throws Exception {
        samples.add(location, ID);

        Program.Result result = rehearse("latest", options(version, "-o", "json"));

        assertThat(result.exitCode()).as(result.all()).isZero();
        JsonObject document = document(result);
        JsonObject figures = JsonParser.parseString(
                        Files.readString(location.resolve(ID).resolve("manifest.json")))
                .getAsJsonObject()
                .getAsJsonObject("snapshot");
        assertThat(document.get("id").getAsString()).isEqualTo(ID);
        assertThat(document.get("ok").getAsBoolean()).isTrue();
        assertThat(document.get("etcdVersion").getAsString()).startsWith(version);
        assertThat(document.get("revision")).isEqualTo(figures.get("revision"));
        assertThat(document.get("totalKeys")).isEqualTo(figures.get("totalKeys"));
        assertThat(document.get("liveKeys").getAsLong()).isEqualTo(10);
        assertThat(document.get("millis").getAsLong()).isPositive();
        assertThat(checks(document)).contains("restore", "content", "start", "revision", "served", "sample");
    }

    @Test
    void aPersonReadsHowLongItTook() throws Exception {
        samples.add(location, ID);

        Program.Result result = rehearse(ID);

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .contains(ID + "  restore OK")
                .containsPattern("restored in \\d+\\.\\d s, served by etcd 3");
    }

    @Test
    void aSnapshotWhoseKubeResourcesAreKeptApartRestoresToo() throws Exception {
        samples.add(location, ID, Content.SNAPSHOT);

        Program.Result result = rehearse("latest");

        assertThat(result.exitCode()).as(result.all()).isZero();
        assertThat(result.out()).contains(ID + "  restore OK");
    }

    /** A way to spoil a set. */
    private interface Damage {
        void doTo(Path set) throws IOException;
    }

    private static Arguments damage(String name, Damage damage, String reason) {
        return Arguments.of(name, damage, reason);
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                damage("a flipped byte", set -> SampleSets.damage(set.resolve(SNAPSHOT)), "SHA-256 differs"),
                damage(
                        "a flipped trailer",
                        set -> change(set.resolve(SNAPSHOT), bytes -> {
                            bytes[bytes.length - 1] ^= 1;
                            return bytes;
                        }),
                        "SHA-256 differs"),
                damage(
                        "no trailer",
                        set -> change(set.resolve(SNAPSHOT), bytes -> Arrays.copyOf(bytes, bytes.length - 32)),
                        "the manifest says"),
                damage(
                        "half of it",
                        set -> change(set.resolve(SNAPSHOT), bytes -> Arrays.copyOf(bytes, bytes.length / 2)),
                        "the manifest says"),
                damage("no snapshot", set -> Files.delete(set.resolve(SNAPSHOT)), "there is no " + SNAPSHOT),
                damage("no kube resources", set -> Files.delete(set.resolve(KUBE_RESOURCES)), "there is no "),
                damage(
                        "broken kube resources",
                        set -> SampleSets.damage(set.resolve(KUBE_RESOURCES)),
                        "SHA-256 differs"),
                damage(
                        "another revision",
                        set -> change(set.resolve("manifest.json"), bytes -> new String(bytes, StandardCharsets.UTF_8)
                                .replaceFirst("\"revision\": \\d+", "\"revision\": 7777")
                                .getBytes(StandardCharsets.UTF_8)),
                        "7777"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damages")
    void eachKindOfDamageFailsWithItsReason(String name, Damage damage, String reason) throws Exception {
        damage.doTo(samples.add(location, ID));

        Program.Result result = rehearse(ID, "-o", "json");

        assertThat(result.exitCode()).as(result.all()).isEqualTo(4);
        assertThat(document(result).get("ok").getAsBoolean()).isFalse();
        assertThat(failures(document(result))).anyMatch(detail -> detail.contains(reason));
    }

    @Test
    void latestPassesOverWhatIsDamagedAndSaysSo() throws Exception {
        samples.add(location, "2026-11-19_013000");
        SampleSets.damage(samples.add(location, ID).resolve(SNAPSHOT));

        Program.Result result = rehearse("latest", "-o", "json");

        assertThat(result.exitCode()).as(result.all()).isZero();
        assertThat(document(result).get("id").getAsString()).isEqualTo("2026-11-19_013000");
        assertThat(document(result).getAsJsonArray("passedOver").toString()).contains(ID, "SHA-256 differs");
        assertThat(result.err()).contains("skipping " + ID);
    }

    /** Tools that lie: what they restore or serve is not what the set holds. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "etcdutl | echo 'Error: expected sha256 [1], got [2]' >&2; exit 1 | restore | expected sha256",
                "etcdutl | shift 3; exec etcdctl snapshot restore OTHER \"$@\" | content | restored were",
                "etcdutl | shift 3; exec etcdctl snapshot restore OTHER \"$@\" | revision | the set says",
                "etcdutl | shift 3; exec etcdctl snapshot restore OTHER \"$@\" | sample | otherwise",
                "etcd | echo 'panic: freepages: failed to get all reachable pages' >&2; exit 2 | start | panic: freepages"
            })
    void whatDoesNotRestoreFailsAtTheStepThatShowsIt(String tool, String text, String check, String reason)
            throws Exception {
        samples.add(location, ID);
        Path other;
        try (EtcdServer etcd = EtcdServer.version34(directory)) {
            etcd.put("key", 3, new byte[10]);
            etcd.put("key", 2, new byte[20]);
            other = etcd.save(Files.createTempDirectory(directory, "other").resolve("other.db"));
        }

        Program.Result result = rehearse(
                ID,
                "-o",
                "json",
                "--" + tool,
                tool(text.replace("OTHER", other.toString())).toString());

        assertThat(result.exitCode()).as(result.all()).isEqualTo(4);
        assertThat(failures(document(result), check)).anyMatch(detail -> detail.contains(reason));
    }

    @Test
    void withoutEtcdItSaysWhatIsMissingAndWhereItLooked() throws Exception {
        samples.add(location, ID);
        Path empty = Files.createTempDirectory(directory, "empty");
        Path onlyEtcd = Files.createTempDirectory(directory, "etcd-only");
        Files.copy(Path.of("/usr/bin/etcd"), onlyEtcd.resolve("etcd"));

        Program.Result none = rehearsal("latest").with("PATH", empty.toString()).run();
        Program.Result half =
                rehearsal("latest").with("PATH", onlyEtcd.toString()).run();
        Program.Result wrong = rehearse("latest", "--etcd", "/no/such/etcd");

        assertThat(List.of(none, half, wrong))
                .extracting(Program.Result::exitCode)
                .containsOnly(1);
        assertThat(none.err())
                .contains("there is no etcd to rehearse with", empty.toString(), "running etcd container")
                .contains("hint: ", "--etcd");
        assertThat(half.err()).contains("there is no etcdutl and no etcdctl", onlyEtcd.toString(), "--etcdutl");
        assertThat(wrong.err()).contains("--etcd /no/such/etcd is not an executable file");
    }

    @Test
    void theHostsOwnProgramsWillDo() throws Exception {
        samples.add(location, ID);
        Path bin = Files.createDirectories(noHost.resolve("usr/local/bin"));
        for (String name : List.of("etcd", "etcdutl")) {
            Files.copy(etcd35.resolve(name), bin.resolve(name));
        }
        Path shellOnly = Files.createTempDirectory(directory, "shell-only");
        for (String name : List.of("sh", "cat", "rm", "mktemp", "sleep")) {
            Files.copy(Path.of("/bin", name), shellOnly.resolve(name));
        }

        Program.Result result =
                rehearsal("latest").with("PATH", shellOnly.toString()).run();

        assertThat(result.exitCode()).as(result.all()).isZero();
        assertThat(result.out()).contains("served by etcd 3.5");
    }

    @Test
    void tooLittleSpaceIsToldBeforeAnythingIsFetched() throws Exception {
        samples.add(location, ID);
        try (Mount small = Mount.smallDisk(directory, 64, temporary)) {
            Program.Result result = rehearse("latest");

            assertThat(result.exitCode()).isEqualTo(5);
            assertThat(result.err())
                    .contains("too little space in " + small.path())
                    .contains("--directory");
            assertThat(result.err()).doesNotContain("fetching");
        }
    }

    @Test
    void theDataOfAnEtcdIsNoPlaceForIt() throws Exception {
        samples.add(location, ID);
        Path data = Files.createTempDirectory(directory, "data");
        Files.createDirectories(data.resolve("member/snap"));
        Path link = Files.createSymbolicLink(directory.resolve("link-" + data.getFileName()), data.resolve("member"));

        for (Path place : List.of(data, data.resolve("member/snap"), link)) {
            Program.Result result = rehearse("latest", "--directory", place.toString());

            assertThat(result.exitCode()).as(place.toString()).isEqualTo(5);
            assertThat(result.err()).contains("belongs to an etcd");
        }
        assertThat(Traces.of(data)).containsExactly("member", "member/snap");
    }

    @Test
    void whatEarlierRehearsalsCouldNotClearGoesAfterADay() throws Exception {
        samples.add(location, ID);
        Path old = Files.createDirectories(temporary.resolve("etcd-snapshot-rehearsal.old/data/member"));
        Path ofToday = Files.createDirectories(temporary.resolve("etcd-snapshot-rehearsal.today"));
        Program.of("touch", "-d", "2 days ago", old.getParent().getParent().toString())
                .output();

        Program.Result result = rehearse("latest");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(Traces.of(temporary)).containsExactly("etcd-snapshot-rehearsal.today");
        Files.delete(ofToday);
    }

    private interface Change {
        byte[] of(byte[] bytes);
    }

    private static void change(Path file, Change change) throws IOException {
        SampleSets.replace(file, change.of(Files.readAllBytes(file)));
    }

    private static Path tool(String text) throws IOException {
        Path file = Files.createTempFile(directory, "tool", "");
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String[] options(String version, String... more) {
        List<String> options = new ArrayList<>(List.of(more));
        if (version.equals("3.5")) {
            options.addAll(List.of("--etcd", etcd35.resolve("etcd").toString()));
        }
        return options.toArray(String[]::new);
    }

    private Program.Result rehearse(String wanted, String... options) throws Exception {
        return rehearsal(wanted, options).run();
    }

    private Program rehearsal(String wanted, String... options) {
        Program rehearsal = Program.etcdSnapshot(
                        "rehearse", wanted, "--from", location.toString(), "--host-root", noHost.toString())
                .and(options);
        return List.of(options).contains("--directory")
                ? rehearsal
                : rehearsal.and("--directory", temporary.toString());
    }

    private static JsonObject document(Program.Result result) {
        return JsonParser.parseString(result.out()).getAsJsonObject();
    }

    private static List<String> checks(JsonObject document) {
        return findings(document)
                .map(finding -> finding.get("check").getAsString())
                .toList();
    }

    private static List<String> failures(JsonObject document) {
        return findings(document)
                .filter(finding -> !finding.get("ok").getAsBoolean())
                .map(finding -> finding.get("detail").getAsString())
                .toList();
    }

    private static List<String> failures(JsonObject document, String check) {
        return findings(document)
                .filter(finding -> !finding.get("ok").getAsBoolean())
                .filter(finding -> finding.get("check").getAsString().equals(check))
                .map(finding -> finding.get("detail").getAsString())
                .toList();
    }

    private static Stream<JsonObject> findings(JsonObject document) {
        return document.getAsJsonArray("findings").asList().stream().map(JsonElement::getAsJsonObject);
    }
}
