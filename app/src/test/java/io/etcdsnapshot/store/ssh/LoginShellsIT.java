package io.etcdsnapshot.store.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Evidence;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Lockable;
import io.etcdsnapshot.backup.Patchable;
import io.etcdsnapshot.backup.Proof;
import io.etcdsnapshot.io.Sha256;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.location.SshLocation;
import io.etcdsnapshot.testing.RealThings;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.SshMirror;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever shell an account has, its host does everything that its programs can do. */
class LoginShellsIT {
    private static final int PAGE = 4096;

    @TempDir
    static Path directory;

    @BeforeAll
    static void require() throws Exception {
        RealThings.require("fish", "zsh", "tcsh", "ksh", "sudo");
        RealThings.requireRootOfTheMachine();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "dash", "rbash", "ksh", "zsh", "fish", "tcsh"})
    void everythingIsDoneThereWhateverTheLoginShell(String shell) throws Exception {
        try (SshMirror mirror = SshMirror.start(directory, Map.of("SSHD_SHELL", "/bin/" + shell))) {
            assertThatAllIsDoneThere(mirror);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rbash", "zsh", "fish", "tcsh"})
    void andWithSudo(String shell) throws Exception {
        Map<String, String> options = new HashMap<>(Map.of("SSHD_SHELL", "/bin/" + shell));
        options.putAll(Map.of("SSHD_USER", "core", "SSHD_SUDOERS", "core ALL=(root) NOPASSWD: ALL"));
        try (SshMirror mirror = SshMirror.start(directory, options)) {
            assertThatAllIsDoneThere(mirror);
        }
    }

    /** A stream of its own, what it was started from, its hash, and the lock: each needs a command there. */
    private static void assertThatAllIsDoneThere(SshMirror mirror) throws Exception {
        String place = "it's $HOME! \"a\\place\" ~";
        Sets.makeComplete(Files.createDirectories(mirror.path(place)), "2026-11-20_013000");
        byte[] earlier = random(2 << 20);
        String name = "snapshot_2026-11-20_013000.db";
        Files.write(mirror.path(place).resolve("2026-11-20_013000").resolve(name), earlier);
        byte[] later = earlier.clone();
        System.arraycopy(random(PAGE), 0, later, 5 * PAGE, PAGE);
        SshLocation location = (SshLocation) Location.parse(mirror.location(place));
        try (SshStore store = new SshStore(location, mirror.settings(), Sets.SILENT);
                Lockable.Lock lock = store.lock("test");
                Incoming incoming = store.receive(new BackupSetId("2026-11-21_013000"))) {
            BackupSet basis = store.list().sets().get(0);
            write(incoming.create("whole.db", later.length), later, 0, later.length);
            Patchable patchable = incoming.ability(Patchable.class).orElseThrow();
            assertThat(patchable.copyFrom(basis, name, "patched.db")).isTrue();
            long sent = incoming.bytesSent();
            write(patchable.patch("patched.db", later.length), later, 5 * PAGE, 6 * PAGE);

            Map<String, String> expected = Map.of("whole.db", Sha256.of(later), "patched.db", Sha256.of(later));
            Proof proof = incoming.prove(expected);
            assertThat(proof.evidence()).isEqualTo(Evidence.HASHED_THERE);
            assertThat(proof.differing(expected)).isEmpty();
            assertThat(incoming.bytesSent() - sent).isLessThan(20L * PAGE);
            assertThat(lock.isExclusive()).isTrue();
        }
        assertThat(List.of(mirror.path(place).toFile().list())).containsExactly("2026-11-20_013000");
    }

    private static void write(Incoming.FileWriter writer, byte[] bytes, int from, int to) throws Exception {
        try (writer) {
            writer.write(from, bytes, from, to - from);
            writer.finish(bytes.length);
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
