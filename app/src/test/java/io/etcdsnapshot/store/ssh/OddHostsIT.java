package io.etcdsnapshot.store.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Evidence;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Lockable;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.Proof;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.check.CheckTarget;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.RunTogether;
import io.etcdsnapshot.io.Sha256;
import io.etcdsnapshot.io.Throttle;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.location.SshLocation;
import io.etcdsnapshot.testing.Mount;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.SshMirror;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts and accounts that are set up in other ways than most: they work, or one line says what to change. */
class OddHostsIT {
    private static final String ID = "2026-11-20_013000";
    private static final byte[] CONTENT = content();

    /** Far less than any timeout, and enough for a machine that is busy. */
    private static final Duration SOON = Duration.ofSeconds(15);

    @TempDir
    static Path directory;

    @BeforeAll
    static void require() {
        RealThings.require("sshd", "ssh-keygen");
    }

    private static byte[] content() {
        byte[] bytes = new byte[2 << 20];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    /** The account may do nothing but this; the server runs until its input ends, which it must be told. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAccountForFilesAloneWorksAtOnce(boolean byKey) throws Exception {
        Path log = Files.createTempFile(directory, "sftp", "log");
        Path server = script(
                "sftp-server",
                "echo started >>%1$s; exec /usr/lib/openssh/sftp-server -e -l VERBOSE 2>>%1$s".formatted(log));
        Map<String, String> options = byKey ? Map.of() : Map.of("SSHD_EXTRA", "ForceCommand " + server);
        try (SshMirror mirror = SshMirror.start(directory, options)) {
            if (byKey) {
                Path keys = mirror.path("authorized_keys");
                Files.writeString(
                        keys, Files.readString(keys).replaceAll("(?m)^", "command=\"%s\",restrict ".formatted(server)));
            }
            Instant start = Instant.now();

            List<String> told = Collections.synchronizedList(new ArrayList<>());
            assertThat(takesASet(mirror, "sets", told)).isEqualTo(Evidence.READ_BACK);

            assertThat(Duration.between(start, Instant.now())).isLessThan(SOON);
            assertThat(told).anyMatch(line -> line.contains("offers no lock"));
            assertThat(Files.readString(log)).containsSubsequence("fsync \"", "snapshot.db\"", "fsync \"", "manifest");
        }
    }

    @Test
    void rightsThatAFileSystemForcesOnFilesAreWarnedOfOnce() throws Exception {
        RealThings.requireRoot();
        try (SshMirror mirror = SshMirror.start(directory)) {
            Path behind = Files.createDirectory(mirror.path("behind"));
            Path sets = Files.createDirectory(mirror.path("sets"));
            try (Mount forced = Mount.mirrored(behind, sets, "--perms=a+rX", "--chmod-ignore")) {
                List<String> told = Collections.synchronizedList(new ArrayList<>());
                takesASet(mirror, "sets", told);

                assertThat(told)
                        .containsOnlyOnce(
                                mirror.location("sets") + " refuses to make files private: check who can read it");
            }
        }
    }

    @Test
    void aStartUpFileThatPrintsIsNamed() throws Exception {
        Map<String, String> options =
                Map.of("SSHD_NO_SFTP", "1", "SSHD_EXTRA", "Subsystem sftp /usr/lib/openssh/sftp-server");
        try (SshMirror mirror = SshMirror.start(directory, options)) {
            Files.writeString(mirror.path(".bashrc"), "echo Welcome to master-1\n");
            Instant start = Instant.now();

            Failure failure = failure(mirror);

            assertThat(failure.getMessage()).contains("prints text before SFTP can start: Welcome to master-1");
            assertThat(failure.hint()).contains("~/.bashrc");
            assertThat(Duration.between(start, Instant.now())).isLessThan(SOON);
        }
    }

    /** Where the files are served by sshd itself, what is printed is passed over. */
    @Test
    void aStartUpFileThatPrintsHarmsNoCommand() throws Exception {
        try (SshMirror mirror = SshMirror.start(directory)) {
            Files.writeString(mirror.path(".bashrc"), "echo Welcome to master-1; echo careful >&2\n");

            assertThat(takesASet(mirror, "sets", new ArrayList<>())).isEqualTo(Evidence.HASHED_THERE);
        }
    }

    /** Files, the lock and a command are open at once. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aHostThatAllowsFewSessionsGetsMoreConnections(int sessions) throws Exception {
        try (SshMirror mirror = SshMirror.start(directory, Map.of("SSHD_EXTRA", "MaxSessions " + sessions))) {
            List<String> told = new ArrayList<>();

            assertThat(takesASet(mirror, "sets", told)).isEqualTo(Evidence.HASHED_THERE);

            assertThat(told).noneMatch(line -> line.contains("offers no lock"));
            long logins = Files.readAllLines(mirror.path("log")).stream()
                    .filter(line -> line.contains("Accepted publickey"))
                    .count();
            assertThat(logins).isLessThanOrEqualTo(4 - sessions);
        }
    }

    @Test
    void aHostThatAllowsNoSessionIsNamed() throws Exception {
        try (SshMirror mirror = SshMirror.start(directory, Map.of("SSHD_EXTRA", "MaxSessions 0"))) {
            try (SshStore store = store(mirror, "", Sets.SILENT)) {
                assertThat(catchThrowableOfType(Unreadable.class, store::list))
                        .hasMessageContaining("MaxSessions in its sshd_config allows none");
            }
        }
    }

    /** As two runs do, or two names of one host in one run. */
    @Test
    void twoThatMakeTheSameDirectoriesAtOnceBothFindThem() throws Exception {
        try (SshMirror mirror = SshMirror.start(directory)) {
            for (int round = 0; round < 3; round++) {
                String deep = round + "/a/b/c/d/e/f/g/h/i/j/k/l";
                try (SshStore one = store(mirror, deep, Sets.SILENT);
                        SshStore other = store(mirror, deep, Sets.SILENT)) {
                    assertThatExceptionOfType(Unreadable.class).isThrownBy(one::list);
                    assertThatExceptionOfType(Unreadable.class).isThrownBy(other::list);

                    assertThat(RunTogether.all(List.of(preparing(one), preparing(other)), SOON))
                            .allSatisfy(outcome -> assertThat(outcome.failure()).isNull());
                }
            }
        }
    }

    private static RunTogether.Task<Boolean> preparing(SshStore store) {
        return progress -> {
            store.prepare();
            return true;
        };
    }

    @Test
    void aPortThatSaysNothingIsGivenUpInTime() throws Exception {
        try (SshMirror mirror = SshMirror.start(directory);
                ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Instant start = Instant.now();

            Failure failure = failure(mirror, silent.getLocalPort());

            assertThat(failure.getMessage()).isEqualTo("can't connect to %s: it does not answer", host(silent));
            assertThat(failure.isTransient()).isTrue();
            assertThat(Duration.between(start, Instant.now())).isLessThan(SOON);
        }
    }

    /** What sshd 9.8 and later does after failed logins. */
    @Test
    void aHostThatClosesAtOnceIsHintedAt() throws Exception {
        try (SshMirror mirror = SshMirror.start(directory);
                ServerSocket closing = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> {
                while (!closing.isClosed()) {
                    try (Socket socket = closing.accept()) {
                        socket.getOutputStream()
                                .write("Not allowed at this time\r\n".getBytes(StandardCharsets.US_ASCII));
                    } catch (IOException e) {
                        return;
                    }
                }
            });
            server.start();

            Failure failure = failure(mirror, closing.getLocalPort());

            assertThat(failure.getMessage()).contains("closes the connection before it says anything");
            assertThat(failure.hint()).contains("PerSourcePenalties");
            assertThat(failure.isTransient()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "KexAlgorithms sntrup761x25519-sha512@openssh.com, key exchange, sntrup761x25519-sha512@openssh.com",
        "KexAlgorithms diffie-hellman-group14-sha1, key exchange, diffie-hellman-group14-sha1",
        "Ciphers 3des-cbc, cipher, 3des-cbc",
        "MACs umac-64@openssh.com;Ciphers aes128-ctr, MAC, umac-64@openssh.com"
    })
    void whatIsNotInCommonIsOneShortLine(String setting, String kind, String offered) throws Exception {
        try (SshMirror mirror = SshMirror.start(directory, Map.of("SSHD_EXTRA", setting.replace(";", "\n")))) {
            Failure failure = failure(mirror);

            assertThat(failure.getMessage())
                    .contains("it offers no %s that this program has, only %s".formatted(kind, offered))
                    .hasSizeLessThan(200);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Defaults requiretty;core ALL=(root) NOPASSWD: ALL | runs only in a terminal | !requiretty",
                "core ALL=(root) PASSWD: ALL | without a password | NOPASSWD: ALL"
            })
    void sudoThatRefusesSaysWhy(String sudoers, String message, String hint) throws Exception {
        RealThings.require("sudo");
        RealThings.requireRootOfTheMachine();
        Map<String, String> options = Map.of("SSHD_USER", "core", "SSHD_SUDOERS", sudoers.replace(";", "\n"));
        try (SshMirror mirror = SshMirror.start(directory, options)) {
            Failure failure = failure(mirror);

            assertThat(failure.getMessage()).contains(message);
            assertThat(failure.hint()).contains(hint);
        }
    }

    @Test
    void setsThatAreRootsAreUnreadableAndSudoIsHintedAt() throws Exception {
        RealThings.requireRootOfTheMachine();
        try (SshMirror mirror = SshMirror.start(directory, Map.of("SSHD_USER", "core"))) {
            Path sets = Files.createDirectory(mirror.path("sets"));
            Sets.makeComplete(sets, ID);
            for (Path open : List.of(directory, sets.getParent(), sets)) {
                Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            Files.setPosixFilePermissions(sets.resolve(ID), PosixFilePermissions.fromString("rwx------"));

            try (SshStore store = store(mirror, "sets", Sets.SILENT)) {
                BackupSet set = store.list().sets().get(0);
                assertThat(set.state()).isEqualTo(SetState.UNREADABLE);
                assertThat(set.isRemovable()).isFalse();
                assertThat(set.problem()).isEqualTo("can't be read: permission denied");
            }
            Files.setPosixFilePermissions(sets, PosixFilePermissions.fromString("rwx------"));
            try (SshStore store = store(mirror, "sets", Sets.SILENT)) {
                Unreadable closed = catchThrowableOfType(Unreadable.class, store::list);
                assertThat(closed).hasMessageContaining("permission denied");
                assertThat(closed.hint()).contains("--sudo");
                assertThat(closed.isTransient()).isFalse();
            }
        }
    }

    /** It sends, renames and removes as a sync does: what that lacks, the check finds. */
    @Test
    void theCheckFindsWhatASyncWouldNotGetPast() throws Exception {
        Path programs = Files.createTempDirectory(directory, "bin");
        try (SshMirror mirror = SshMirror.start(directory, Map.of("SSHD_PATH", programs.toString()))) {
            Path cat = Files.writeString(programs.resolve("cat"), "#!/bin/sh\necho no quota left >&2; exit 1\n");
            Files.setPosixFilePermissions(cat, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.createDirectory(mirror.path("sets"));
            SshLocation location = (SshLocation) Location.parse(mirror.location("sets"));
            CheckTarget target = SshCheck.of(location, mirror.settings(), Sets.SILENT);
            CheckTarget.Check write = target.checks().stream()
                    .filter(check -> check.name().endsWith("writable"))
                    .findFirst()
                    .orElseThrow();
            target.checks().get(1).probe().run();

            assertThat(catchThrowableOfType(
                            IOException.class, () -> write.probe().run()))
                    .hasMessageContaining("no quota left");
            Files.delete(cat);
            assertThat(write.probe().run()).startsWith("1 MiB written, verified (hashed by the remote host)");
            assertThat(mirror.path("sets")).isEmptyDirectory();
            target.resources().close();
        }
    }

    @Test
    void verboseTellsWhatWasAgreedOnAndWhichKeysWereOffered() throws Exception {
        try (SshMirror mirror = SshMirror.start(directory)) {
            List<String> told = Collections.synchronizedList(new ArrayList<>());
            takesASet(mirror, "sets", told);

            String fingerprint = Program.of(
                            "ssh-keygen", "-lf", mirror.identity("id_ed25519").toString())
                    .output()
                    .split(" ")[1];
            assertThat(String.join("\n", told))
                    .contains(
                            "key exchange ", "cipher aes128-gcm@openssh.com", "shows the host key ssh-ed25519 SHA256:")
                    .contains("offers the key in " + mirror.identity("id_ed25519") + ": ssh-ed25519 " + fingerprint);
        }
    }

    /** Hashing a large file may take an hour there; whoever waits must see that it goes on, and that it is stuck. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void hashingShowsThatItGoesOnAsLongAsItDoes(boolean goesOn) throws Exception {
        Path programs = Files.createTempDirectory(directory, "bin");
        Path openssl = Files.writeString(
                programs.resolve("openssl"),
                "#!/bin/sh\n"
                        + (goesOn
                                ? "for i in 1 2 3 4; do head -c 500000 >/dev/null; sleep 2; done\n"
                                : "cat >/dev/null; sleep 5\n")
                        + "printf '%064d *stdin\\n' 0\n");
        // A busy disk shows signs of life of its own.
        Path sync = Files.writeString(programs.resolve("sync"), "#!/bin/sh\n");
        for (Path program : List.of(openssl, sync)) {
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        try (SshMirror mirror = SshMirror.start(directory, Map.of("SSHD_PATH", programs.toString()));
                SshStore store = store(mirror, "", Sets.SILENT)) {
            int beforeTheEnd;
            List<Long> moves = Collections.synchronizedList(new ArrayList<>());
            store.reportTo(() -> moves.add(System.nanoTime()));
            try (Incoming incoming = store.receive(new BackupSetId(ID))) {
                write(incoming, "snapshot.db", CONTENT);
                moves.clear();
                incoming.prove(Map.of("snapshot.db", Sha256.of(CONTENT)));
                moves.remove(moves.size() - 1); // its end
                beforeTheEnd = moves.size();
            }

            if (goesOn) {
                assertThat(beforeTheEnd).isGreaterThanOrEqualTo(4);
            } else {
                assertThat(beforeTheEnd)
                        .as("its start, that it read, and what it found")
                        .isLessThanOrEqualTo(3);
            }
        }
    }

    @Test
    void nothingWaitsForTheLastPauseBetweenSignsOfLife() throws Exception {
        Path programs = script("sleep", "exec /bin/sleep 30").getParent();
        try (SshMirror mirror = SshMirror.start(directory, Map.of("SSHD_PATH", programs.toString()));
                SshStore store = store(mirror, "", Sets.SILENT);
                Incoming incoming = store.receive(new BackupSetId(ID))) {
            write(incoming, "snapshot.db", CONTENT);
            Instant start = Instant.now();

            incoming.prove(Map.of("snapshot.db", Sha256.of(CONTENT)));

            assertThat(Duration.between(start, Instant.now())).isLessThan(SOON);
        }
    }

    private static Path script(String name, String text) throws IOException {
        Path script = Files.createTempDirectory(directory, "bin").resolve(name);
        Files.writeString(script, "#!/bin/sh\n" + text + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Under the lock: sends, proves, publishes and lists one. */
    private static Evidence takesASet(SshMirror mirror, String name, List<String> told) throws Exception {
        Path made = Sets.makeComplete(Files.createTempDirectory(directory, "made"), ID);
        try (SshStore store = store(mirror, name, logging(told))) {
            store.prepare();
            try (Lockable.Lock lock = store.lock("test");
                    Incoming incoming = store.receive(new BackupSetId(ID))) {
                write(incoming, "snapshot.db", CONTENT);
                for (String small : List.of("manifest.json", "snapshot_" + ID + ".db")) {
                    write(incoming, small, Files.readAllBytes(made.resolve(small)));
                }
                Map<String, String> expected = Map.of("snapshot.db", Sha256.of(CONTENT));
                Proof proof = incoming.prove(expected);
                assertThat(proof.differing(expected)).isEmpty();
                incoming.publish(Optional.empty());
                assertThat(store.list().sets()).hasSize(1);
                return proof.evidence();
            }
        }
    }

    private static void write(Incoming incoming, String name, byte[] bytes) throws IOException {
        try (Incoming.FileWriter writer = incoming.create(name, bytes.length)) {
            writer.write(0, bytes, 0, bytes.length);
            writer.finish(bytes.length);
        }
    }

    private static Failure failure(SshMirror mirror) throws IOException {
        try (SshStore store = store(mirror, "", Sets.SILENT)) {
            return catchThrowableOfType(Failure.class, store::list);
        }
    }

    private static Failure failure(SshMirror mirror, int port) throws IOException {
        SshSettings usual = mirror.settings();
        SshSettings settings = new SshSettings(
                usual.user(),
                usual.identities(),
                null,
                usual.knownHosts(),
                true,
                false,
                Duration.ofSeconds(3),
                Duration.ofSeconds(300),
                Throttle.unlimited());
        SshLocation location = new SshLocation("root", "127.0.0.1", port, "/sets", "there");
        try (SshStore store = new SshStore(location, settings, Sets.SILENT)) {
            return catchThrowableOfType(Failure.class, store::list);
        }
    }

    private static String host(ServerSocket socket) {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    private static SshStore store(SshMirror mirror, String name, Log log) {
        return new SshStore((SshLocation) Location.parse(mirror.location(name)), mirror.settings(), log);
    }

    private static Log logging(List<String> told) {
        return new Log() {
            @Override
            public String clean(String line) {
                return line;
            }

            @Override
            public void debug(String line) {
                told.add(line);
            }

            @Override
            public void info(String line) {
                told.add(line);
            }

            @Override
            public void warn(String line) {
                told.add(line);
            }
        };
    }
}
