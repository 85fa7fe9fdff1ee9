package io.etcdsnapshot.store.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.OwnFile;
import io.etcdsnapshot.location.DirectoryLocation;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.location.SshLocation;
import io.etcdsnapshot.store.layout.FileTree;
import io.etcdsnapshot.store.layout.ReadableTree;
import io.etcdsnapshot.store.layout.SetListing;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import io.etcdsnapshot.testing.Relay;
import io.etcdsnapshot.testing.SampleSets;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.SshMirror;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listing a mirror: in one answer, and the same as question by question. */
class SshListingIT {
    private static final Instant FIRST = Instant.parse("2026-01-01T01:30:00Z");

    @TempDir
    static Path directory;

    private static SshMirror mirror;

    @BeforeAll
    static void start() throws Exception {
        RealThings.requireRootOfTheMachine();
        mirror = SshMirror.start(directory, Map.of("SSHD_USER", "core"));
        for (Path open : List.of(directory, mirror.path("."))) {
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        mirror.close();
    }

    private static Path location(String name, int sets) throws Exception {
        Path location = Files.createDirectory(mirror.path(name));
        for (int i = 0; i < sets; i++) {
            Sets.makeComplete(
                    location, BackupSetId.at(FIRST.plusSeconds(i * 3600L)).value());
        }
        Program.of("chmod", "-R", "a+rX", location.toString()).run();
        return location;
    }

    private static SshLocation there(String location) {
        return (SshLocation) Location.parse(location);
    }

    /** Sends a question for each set where each is asked for: three hundred bytes and a round trip, several times. */
    @Test
    void oneHundredSetsTakeNoMoreQuestionsThanTwo() throws Exception {
        location("two", 2);
        location("hundred", 100);
        long questions = Math.abs(sentFor("hundred", 100) - sentFor("two", 2));

        assertThat(questions).isLessThan(1000);
    }

    private static long sentFor(String name, int sets) throws Exception {
        try (Relay relay = mirror.relay();
                SshStore store = new SshStore(there(mirror.location(relay, name)), mirror.settings(), Sets.SILENT)) {
            assertThat(store.list().sets()).hasSize(sets).allMatch(BackupSet::isUsable);
            return relay.sent();
        }
    }

    @Test
    void whateverLiesThereTheListIsTheSameAsFileByFile() throws Exception {
        Path location = location("mixed", 3);
        List<String> ids = List.of(location.toFile().list());
        Files.delete(location.resolve(ids.get(0)).resolve("snapshot_" + ids.get(0) + ".db"));
        Files.writeString(location.resolve(ids.get(1)).resolve("manifest.json"), "{");
        Path closed = Files.createDirectory(location.resolve("2026-02-01_013000"));
        Path secret = Files.createDirectory(location.resolve("2026-02-02_013000"));
        Files.writeString(secret.resolve("manifest.json"), "{}");
        Path linked = Files.createDirectory(location.resolve("2026-02-03_013000"));
        Files.createSymbolicLink(
                linked.resolve("manifest.json"), location.resolve(ids.get(2)).resolve("manifest.json"));
        Files.createSymbolicLink(location.resolve("2026-02-04_013000"), location.resolve(ids.get(2)));
        Files.createDirectory(location.resolve("2026-02-05_013000"));
        Files.writeString(location.resolve("snapshot_2026-02-06_013000.db"), "flat");
        Files.createDirectory(location.resolve("lost+found"));
        Files.createDirectories(location.resolve("prod/2026-02-07_013000"));
        Files.writeString(location.resolve("näme with blanks"), "");
        for (Path each : List.of(closed, secret.resolve("manifest.json"), location.resolve("lost+found"))) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("---------"));
        }

        assertThat(listed("mixed")).isEqualTo(fileByFile("mixed"));
        Files.writeString(location.resolve("a\n81a4 1 1 .\n"), "");
        assertThat(listed("mixed")).isEqualTo(fileByFile("mixed"));
    }

    private static Listing listed(String name) throws Exception {
        try (SshStore store = new SshStore(there(mirror.location(name)), mirror.settings(), Sets.SILENT)) {
            return store.list();
        }
    }

    private static Listing fileByFile(String name) throws Exception {
        SshLocation location = there(mirror.location(name));
        try (SshConnection connection = new SshConnection(location, mirror.settings(), Sets.SILENT)) {
            return new SetListing(new SftpFileTree(connection), location, location.path()).list();
        }
    }

    @Test
    void theAnswerOfEveryShellSufficesForTheWholeList() throws Exception {
        RealThings.require("busybox", "dash", "ksh", "bash");
        Path location = location("shells", 3);
        Path programs = Files.createTempDirectory("busybox");
        Program.of("busybox", "--install", "-s", programs.toString()).output();
        Listing expected = Sets.store(location).list();
        assertThat(expected.sets()).hasSize(3).allMatch(BackupSet::isUsable);

        for (String shell : List.of("dash", "bash", "ksh", "busybox sh", programs + "/sh")) {
            String path = shell.startsWith("/") ? programs.toString() : System.getenv("PATH");
            Path answer = directory.resolve("answer");
            String command = "PATH='%s' exec %s -c \"$1\" >'%s'".formatted(path, shell, answer);
            String script = RemoteScript.of("list", location.toString()).text();
            Program.of("bash", "-c", command, "list", script).output();
            ListedTree tree = ListedTree.read(new Unasked(), location.toString(), Files.readAllBytes(answer), "");

            assertThat(new SetListing(tree, DirectoryLocation.of(location), location.toString()).list())
                    .as(shell)
                    .isEqualTo(expected);
        }
    }

    /** Files that nobody may ask for. */
    private static final class Unasked implements ReadableTree {
        @Override
        public List<FileTree.Entry> entries(String directory) {
            throw new AssertionError(directory);
        }

        @Override
        public FileTree.Entry entry(String path) {
            throw new AssertionError(path);
        }

        @Override
        public byte[] read(String path, int maxBytes) {
            throw new AssertionError(path);
        }
    }

    /** What a run verified there needs no second look, and what it did not the mirror hashes itself. */
    @Test
    void retentionReadsNoSnapshotOverTheLink() throws Exception {
        SampleSets sets = SampleSets.takeTwo(directory, 2).get(0);
        Path here = Files.createDirectory(directory.resolve("here"));
        for (int day = 1; day <= 3; day++) {
            sets.add(here, "2026-03-0%d_013000".formatted(day));
        }
        Path kept = Files.createDirectory(mirror.path("kept"));
        Files.setPosixFilePermissions(kept, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (Relay relay = mirror.relay()) {
            String there = mirror.location(relay, "kept");
            String[] purge = {"purge", "--keep-last", "1", there};

            run(Program.etcdSnapshot("sync", "-q", "--from", here.toString(), "--to", there, "--keep-last", "2"));
            run(Program.etcdSnapshot(purge));

            assertThat(kept.toFile().list()).containsExactlyInAnyOrder("2026-03-03_013000", OwnFile.HISTORY.fileName());
            assertThat(relay.sent()).isGreaterThan(sets.bytes());
            assertThat(relay.received()).isLessThan(sets.bytes() / 10);
        }
    }

    private static void run(Program program) throws Exception {
        program.and(mirror.options()).output();
    }
}
