package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.ForeignSet;
import io.etcdsnapshot.testing.InProcess;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One location with sets of this program, flat ones, those of other tools, and rubbish; it is noon of 2026-11-20. */
class MixedLocationTest {
    @TempDir
    Path directory;

    private Path mixed;

    @BeforeEach
    void fill() throws IOException {
        mixed = Files.createDirectory(directory.resolve("mixed"));
        Sets.makeComplete(mixed, "2026-11-20_113000");
        Sets.makeFlat(mixed, "2026-11-19_013000", false);
        ForeignSet.TECH_PREVIEW.addTo(mixed);
        ForeignSet.K3S_ZIP.addTo(mixed);
        ForeignSet.TALOS_ZSTD_AGE.addTo(mixed);
        ForeignSet.KUBEADM.addTo(mixed);
        Files.write(mixed.resolve("1795138200.db.part"), new byte[4096]);
        Files.createDirectory(mixed.resolve("lost+found"));
        Files.writeString(mixed.resolve("README"), "foreign");
        Files.writeString(mixed.resolve("core.1234"), "rubbish");
    }

    private Program.Result run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(mixed.toString());
        return new InProcess().run(all.toArray(String[]::new));
    }

    @Test
    void listSaysWhatEachEntryIs() {
        Program.Result result = run("list");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .containsPattern("2026-11-20_113000 +30m .* complete\n")
                .containsPattern("2026-11-20_013000 +10h .* foreign \\(openshift-backup\\)\n")
                .containsPattern("2026-11-20_013000 .* foreign \\(k3s/rke2\\), snapshot only, compressed\n")
                .containsPattern(
                        "2026-11-20_013000 .* foreign \\(talos-backup\\), snapshot only, compressed, encrypted\n")
                .containsPattern(
                        "2026-11-20_013000 .* incomplete \\(hypershift\\).*: left by a save that did not end\n")
                .containsPattern("2026-11-19_013000 .* flat\n")
                .containsPattern("snapshot\\.db +unknown .* foreign \\(etcdctl\\), snapshot only\n")
                .contains("ignored in %s: README, core.1234, lost+found\n".formatted(mixed))
                .contains("sets of other tools in %s, not counted: 4; adopt takes them into retention\n"
                        .formatted(mixed));
    }

    @Test
    void purgeSaysWhyEachStaysAndCountsOnlyWhatIsOurs() {
        Program.Result result = run("purge", "--dry-run", "--keep-last", "1");

        assertThat(result.out())
                .contains("sets of other tools, neither counted nor removed: 5; adopt takes them into retention")
                .contains("ignored (not a backup set): README, core.1234, lost+found");
        assertThat(result.out().lines().filter(line -> line.contains("not made by this program")))
                .hasSize(5)
                .anyMatch(line -> line.endsWith("[%s]".formatted(ForeignSet.K3S_ZIP.snapshot())));
    }

    @Test
    void adoptSaysWhatItTakesAndWhatItLeaves() {
        Program.Result result = run("adopt", "--dry-run");

        assertThat(result.exitCode()).as(result.all()).isZero();
        assertThat(result.out())
                .containsPattern("would adopt +2026-11-20_013000 +openshift-backup +backup-nightly-2026-11-20_012957\n")
                .containsPattern("would adopt +2026-11-20_013000 +k3s/rke2 ")
                .containsPattern("left +- +talos-backup .*: it is encrypted, and no identity opens it")
                .containsPattern("left +- +etcdctl +snapshot\\.db: nothing tells when it was taken")
                .containsPattern("left +- +hypershift +1795138200\\.db\\.part: left by a save that did not end")
                .contains("would adopt 2 sets, left 3, damaged 0");
    }

    @Test
    void adoptTakesNothingThatIsDamaged() throws IOException {
        Path pair = mixed.resolve("backup-nightly-2026-11-20_012957");
        Path tar = pair.resolve("static_kuberesources_2026-11-20_013000.tar.gz");
        byte[] bytes = Files.readAllBytes(tar);
        bytes[bytes.length / 2] ^= 1;
        Files.write(tar, bytes);

        Program.Result result = run("adopt");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains("backup-nightly-2026-11-20_012957 is not adopted: " + tar.getFileName());
        assertThat(pair.resolve("manifest.json")).doesNotExist();
        assertThat(run("list").out()).contains("foreign (openshift-backup)", "complete (k3s/rke2)");
    }

    /** Of the sets of one second the first is brought, and what is left is said. */
    @Test
    void syncSaysWhatItLeaves() {
        Program.Result result = new InProcess()
                .run(
                        "sync",
                        "--from",
                        mixed.toString(),
                        "--to",
                        directory.resolve("to").toString(),
                        "--dry-run");

        assertThat(result.all())
                .contains("nothing tells when snapshot.db was taken")
                .contains("was taken in the same second");
    }

    @Test
    void anotherToolsFileIsVerifiedByItsPath() {
        Path zip = mixed.resolve(ForeignSet.K3S_ZIP.snapshot());

        assertThat(new InProcess()
                        .run("verify", mixed.resolve("snapshot.db").toString())
                        .exitCode())
                .isZero();
        assertThat(zip).exists();
    }

    @Test
    void filesOfAnyNameAreCompared() throws IOException {
        Path snap = Files.copy(mixed.resolve("snapshot.db"), directory.resolve("theirs.snap"));

        Program.Result result = new InProcess()
                .run("diff", snap.toString(), mixed.resolve("snapshot.db").toString());

        assertThat(result.exitCode()).as(result.all()).isZero();
        assertThat(result.out()).contains("no differences");
    }

    @Test
    void aTimeIsTakenForOneSetOnly() throws IOException {
        Files.copy(mixed.resolve("snapshot.db"), mixed.resolve("later.db"));

        Program.Result result = run("adopt", "--dry-run", "--taken-at", "2026-11-20T01:30:00Z");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("nothing tells the time of later.db, snapshot.db");
        assertThat(run("adopt", "--taken-at", "yesterday").exitCode()).isEqualTo(2);
    }
}
