package io.etcdsnapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.SharedHost;
import io.etcdsnapshot.testing.StandInHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** cluster-restore.sh runs through a real chroot when it is told to, and at no other time. */
@ExtendWith(SharedHost.class)
class RunScriptIT {
    private static final String STAGE = "/home/core/etcd-snapshot-restore";

    private final StandInHost host;
    private String id;

    RunScriptIT(StandInHost host) {
        this.host = host;
    }

    /** One set, and then the API server is gone. */
    @BeforeEach
    void reset() throws Exception {
        Files.deleteIfExists(host.path("/var/lib/standin-restore.log"));
        Program.of("rm", "-rf", host.path(STAGE).toString()).output();
        assertThat(host.snapshot("-q").exitCode()).isZero();
        id = Sets.only(host.backups()).id().value();
        host.fault("api-down");
    }

    @Test
    void withoutRunNothingIsExecuted() throws Exception {
        Program.Result result =
                host.etcdSnapshot("restore", "latest", "--yes", id).run();

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(runs()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "7"})
    void withRunItGetsTheStagedDirectoryAndItsExitCodeAndOutputComeBack(String exitCode) throws Exception {
        host.fault("restore-exit", exitCode);

        Program.Result text =
                host.etcdSnapshot("restore", "latest", "--run", "--yes", id).run();
        Program.Result json = host.etcdSnapshot("restore", id, "--run", "--yes", id, "-o", "json")
                .run();

        String staged = "%s/%s".formatted(STAGE, id);
        assertThat(runs())
                .hasSize(2)
                .allMatch(line ->
                        line.startsWith("arguments=%s snapshot=%s/snapshot_%s.db ".formatted(staged, staged, id)));
        assertThat(text.exitCode()).as(text.err()).isEqualTo(Integer.parseInt(exitCode));
        assertThat(text.out()).contains("starting the restore pod with " + staged);
        assertThat(json.exitCode()).isEqualTo(Integer.parseInt(exitCode));
        JsonObject run = JsonParser.parseString(json.out()).getAsJsonObject().getAsJsonObject("run");
        assertThat(run.get("exitCode").getAsString()).isEqualTo(exitCode);
        assertThat(run.getAsJsonArray("output")).hasSize(3);
    }

    @Test
    void theIdIsTypedAtATerminal() throws Exception {
        Program.Result wrong = typed("2020-01-01_000000");
        assertThat(runs()).isEmpty();
        Program.Result right = typed(id);

        assertThat(wrong.exitCode()).as(wrong.out()).isEqualTo(5);
        assertThat(wrong.out()).contains("type its id").contains("'2020-01-01_000000' is not " + id);
        assertThat(right.exitCode()).as(right.out()).isZero();
        assertThat(runs()).hasSize(1);
    }

    /** script(1) gives the program a terminal and types what it reads itself. */
    private Program.Result typed(String text) throws Exception {
        RealThings.require("script");
        String program = "'%s' -jar '%s' restore latest --run --host-root '%s'"
                .formatted(Path.of(System.getProperty("java.home"), "bin/java"), Program.jar(), host.root());
        return Program.of(
                        "bash",
                        "-c",
                        "timeout 60 script -qec \"$0\" /dev/null < <(echo \"$1\"; exec sleep 10 2>/dev/null)",
                        program,
                        text)
                .run();
    }

    @Test
    void aWrongIdOrNobodyToTypeItStopsItBeforeAnythingIsStaged() throws Exception {
        Program.Result wrong = host.etcdSnapshot("restore", "latest", "--run", "--yes", "2020-01-01_000000")
                .run();
        Program.Result nobody = host.etcdSnapshot("restore", "latest", "--run").run();

        assertThat(wrong.exitCode()).isEqualTo(5);
        assertThat(wrong.err()).contains("2020-01-01_000000");
        assertThat(nobody.exitCode()).isEqualTo(5);
        assertThat(nobody.err()).contains("terminal").contains("--yes");
        assertThat(host.path(STAGE)).doesNotExist();
        assertThat(runs()).isEmpty();
    }

    @Test
    void whileTheApiAnswersItWarns() throws Exception {
        Files.delete(host.path("/etc/standin/api-down"));

        Program.Result shown = host.etcdSnapshot("restore", "latest").run();
        assertThat(runs()).isEmpty();
        Program.Result run =
                host.etcdSnapshot("restore", "latest", "--run", "--yes", id).run();

        assertThat(shown.exitCode()).isZero();
        assertThat(shown.out()).contains("still answers");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("warning: the API server of this host still answers");
        assertThat(runs()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "cluster"})
    void aMismatchIsShownBeforeAnythingIsStagedAndRunNeedsAWordForIt(String what) throws Exception {
        Files.delete(host.path("/etc/standin/api-down"));
        if (what.equals("version")) {
            host.fault("cluster-version", "4.17.3");
        } else {
            Files.writeString(host.path("/etc/standin/cluster-id"), "9b0e5f4e-2d54-4c27-9ac8-2b7f4d10b0c1\n");
        }

        Program.Result refused =
                host.etcdSnapshot("restore", "latest", "--run", "--yes", id).run();
        assertThat(host.path(STAGE)).doesNotExist();
        Program.Result shown = host.etcdSnapshot("restore", "latest").run();
        assertThat(runs()).isEmpty();
        Program.Result accepted = host.etcdSnapshot("restore", "latest", "--run", "--yes", id, "--accept-mismatch")
                .run();

        String word = what.equals("version") ? "this host has 4.17.3" : "this host belongs to 9b0e5f4e";
        assertThat(refused.exitCode()).isEqualTo(5);
        assertThat(refused.err()).contains(word).contains("--accept-mismatch");
        assertThat(shown.err().indexOf(word)).isBetween(0, shown.err().indexOf("fetching"));
        assertThat(shown.out()).contains(word);
        assertThat(accepted.exitCode()).as(accepted.err()).isZero();
        assertThat(runs()).hasSize(1);
    }

    @Test
    void aHostWithoutTheScriptSaysSo() throws Exception {
        Program.Result result = host.etcdSnapshot(
                        "restore", "latest", "--run", "--yes", id, "--script", "/opt/cluster-restore.sh")
                .run();

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("there is no /opt/cluster-restore.sh").contains("--script");
    }

    /** What the stand-in wrote of its runs. */
    private List<String> runs() throws Exception {
        Path log = host.path("/var/lib/standin-restore.log");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }
}
