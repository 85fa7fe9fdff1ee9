package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.StandInHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code verify} on a real set, whole and damaged. The tests share one set and leave it as it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerifyIT {
    @TempDir
    static Path directory;

    private StandInHost host;
    private BackupSet set;

    @BeforeAll
    void takeASet() throws Exception {
        host = StandInHost.openShift(directory);
        Program.Result taken = host.snapshot();
        assertThat(taken.exitCode()).as(taken.err()).isZero();
        set = Sets.only(host.backups());
    }

    @AfterAll
    void stop() throws Exception {
        host.close();
    }

    private Path snapshot() {
        return Path.of(set.path(), "snapshot_%s.db".formatted(set.id()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"snapshot_%s.db", "static_kuberesources_%s.tar.gz", "SHA256SUMS"})
    void aChangedByteInAnyFileIsFoundAndTheFileNamed(String pattern) throws Exception {
        Path copy = Files.createTempDirectory(directory, "location");
        Program.of("cp", "-a", set.path(), copy.toString()).output();
        String name = pattern.formatted(set.id());
        Path file = copy.resolve(set.id().value()).resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        int middle = bytes.length / 2;
        bytes[middle] = (byte) (bytes[middle] == '0' ? '1' : '0');
        Files.write(file, bytes);

        Program.Result result =
                Program.etcdSnapshot("verify", "-o", "json", copy.toString()).run();

        assertThat(result.exitCode()).as(result.all()).isEqualTo(4);
        JsonObject document = JsonParser.parseString(result.out()).getAsJsonObject();
        assertThat(document.get("ok").getAsBoolean()).isFalse();
        assertThat(document.getAsJsonArray("sets").get(0).getAsJsonObject().getAsJsonArray("findings"))
                .anySatisfy(finding -> {
                    assertThat(finding.getAsJsonObject().get("ok").getAsBoolean())
                            .isFalse();
                    assertThat(finding.getAsJsonObject().get("file").getAsString())
                            .isEqualTo(name);
                });
    }

    @Test
    void aManifestThatCannotBeReadIsAWarningAsTheFilesProveThemselves() throws Exception {
        Path copy = Files.createTempDirectory(directory, "location");
        Program.of("cp", "-a", set.path(), copy.toString()).output();
        Files.writeString(copy.resolve(set.id().value()).resolve("manifest.json"), "{");

        Program.Result result = Program.etcdSnapshot("verify", copy.toString()).run();

        assertThat(result.exitCode()).as(result.all()).isZero();
        assertThat(result.err()).contains("warning: " + set.id() + ": ", "manifest.json");
    }

    @Test
    void verifyTakesABareFileAFlatPairOrOneSetOfSeveral() throws Exception {
        Path flat = Files.createTempDirectory(directory, "flat");
        Program.of("bash", "-c", "cp '%s'/s* '%s'".formatted(set.path(), flat)).output();

        for (String[] arguments : new String[][] {
            {"verify", snapshot().toString()},
            {"verify", flat.toString()},
            {"verify", "--id", set.id().value(), host.backups().toString()},
            {"verify", "--all", host.backups().toString()}
        }) {
            Program.Result result = Program.etcdSnapshot(arguments).run();
            assertThat(result.exitCode()).as(result.all()).isZero();
            assertThat(result.out()).contains(set.id().value(), "verified", "revision 7");
        }
        assertThat(Program.etcdSnapshot("verify", "--id", "2020-01-01_000000", flat.toString())
                        .run()
                        .exitCode())
                .isEqualTo(1);
    }

    @Test
    void withTooLittleMemoryItSaysSo(@TempDir Path elsewhere) throws Exception {
        Path file = Files.write(elsewhere.resolve("x.db"), new byte[1024 * 1024 + 32]);

        Program.Result result =
                Program.java(List.of("-Xmx5m"), "verify", file.toString()).run();

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("error: out of memory", "hint: raise the container's memory limit");
    }
}
