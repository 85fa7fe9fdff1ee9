package io.etcdsnapshot.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.Warnings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackupDirectoryTest {
    @TempDir
    Path root;

    /** As on Red Hat CoreOS, where much of the root is links into /var; some of them absolute. */
    @BeforeEach
    void layOutTheHost() throws IOException {
        Files.createDirectories(root.resolve("var/home/core/sub"));
        Files.createDirectories(root.resolve("var/mnt/nfs"));
        Files.createDirectories(root.resolve("tmp"));
        Files.createDirectories(root.resolve("etc/kubernetes"));
        link("home", "var/home");
        link("mnt", "/var/mnt");
        link("var/home/core/out", "/etc/kubernetes");
        link("var/home/core/out-relative", "../../../etc");
        link("var/home/core/out-in-two", "out-relative/kubernetes");
        link("var/home/core/to-nfs", "/mnt/nfs");
        link("var/home/core/inside", "/home/core/sub");
        link("var/home/core/loop", "loop");
        Files.writeString(root.resolve("var/home/core/a-file"), "no directory");
    }

    private void link(String path, String target) throws IOException {
        Files.createSymbolicLink(root.resolve(path), Path.of(target));
    }

    @ParameterizedTest
    @CsvSource({
        "/home/core/etcd-snapshots, var/home/core/etcd-snapshots",
        "/var/home/core/a/b/c, var/home/core/a/b/c",
        "/home/core/./x//y/, var/home/core/x/y",
        "/mnt/nfs/prod, var/mnt/nfs/prod",
        "/home/core/inside/x, var/home/core/sub/x",
        "/home/core/to-nfs/x, var/mnt/nfs/x",
        "/home/core/..hidden, var/home/core/..hidden"
    })
    void mayLieBelowAnAllowedOneAndFollowsLinksAsTheHostDoes(String wanted, String place) {
        assertThat(check(wanted)).isEqualTo(root.resolve(place));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/home/core",
                "/home/core/",
                "/home/core/.",
                "/mnt",
                "/tmp",
                "/tmp/x",
                "/",
                "/etc/kubernetes/x",
                "/var/lib/etcd",
                "/home/corex/y",
                "/home/core/../../etc",
                "/home/core/x/../y",
                "/home/core/..",
                "home/core/x",
                "x",
                "/home/core/out",
                "/home/core/out/x",
                "/home/core/out-relative/x",
                "/home/core/out-in-two/x",
                "/home/core/a-file",
                "/home/core/loop/x"
            })
    void mayNotLieAnywhereElseAndTheErrorNamesIt(String wanted) {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> check(wanted))
                .withMessageContaining(wanted)
                .matches(failure -> failure.kind() == Failure.Kind.WRONG_USAGE, "wrong usage");
    }

    @Test
    void aListOfOthersReplacesTheUsualOnes() {
        List<String> others = List.of("/srv/backup");

        assertThat(BackupDirectory.check(new HostRoot(root), "/srv/backup/x", others, Sets.SILENT))
                .isEqualTo(root.resolve("srv/backup/x"));
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> BackupDirectory.check(new HostRoot(root), "/home/core/x", others, Sets.SILENT))
                .withMessageContainingAll("/home/core/x", "/srv/backup");
    }

    @Test
    void warnsWhereARebootLosesAll() throws IOException {
        Path memory = Path.of("/dev/shm");
        assumeTrue(
                Files.isDirectory(memory) && Files.getFileStore(memory).type().equals("tmpfs"));
        Warnings warnings = new Warnings();

        BackupDirectory.check(new HostRoot(Path.of("/")), "/dev/shm/sets/here", List.of("/dev/shm"), warnings);
        BackupDirectory.check(new HostRoot(root), "/home/core/x", BackupDirectory.USUALLY_ALLOWED, warnings);

        assertThat(warnings.lines).singleElement().asString().contains("/dev/shm/sets/here", "reboot", "copy them off");
    }

    private Path check(String wanted) {
        return BackupDirectory.check(new HostRoot(root), wanted, BackupDirectory.USUALLY_ALLOWED, Sets.SILENT);
    }
}
