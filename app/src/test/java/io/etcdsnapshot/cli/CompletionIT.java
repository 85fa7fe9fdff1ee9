package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.InProcess;
import io.etcdsnapshot.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In a bash that has the script, as after {@code source <(etcd-snapshot completion)}. */
class CompletionIT {
    @TempDir
    Path directory;

    private Path script;

    @BeforeEach
    void writeScript() throws Exception {
        script = Files.writeString(
                directory.resolve("completion"),
                new InProcess().run("completion").out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "etcd-snapshot veri | verify",
                "etcd-snapshot s | snapshot sync",
                "etcd-snapshot purge --keep-w | --keep-weekly --keep-within",
                "etcd-snapshot sync --host-key | --host-key-policy",
                "etcd-snapshot list -o '' | text wide json nagios",
                "etcd-snapshot verify -o '' | text json",
                "etcd-snapshot sync --host-key-policy '' | strict accept-new",
                "etcd-snapshot snapshot --method '' | auto script etcdctl"
            })
    void bashKnowsWhatMayFollow(String line, String offered) throws Exception {
        String bash =
                """
                . "$0"
                COMP_WORDS=(%1$s) COMP_LINE="%1$s" COMP_POINT=${#COMP_LINE}
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                handler=$(complete -p etcd-snapshot | sed 's/.*-F \\([^ ]*\\).*/\\1/')
                "$handler"
                echo ${COMPREPLY[@]}
                """
                        .formatted(line);

        String reply = Program.of("bash", "-c", bash, script.toString()).output();

        assertThat(reply.strip().split(" ")).containsExactlyInAnyOrder(offered.split(" "));
    }

    @Test
    void theScriptIsSoundBash() throws Exception {
        assertThat(Program.of("bash", "-n", script.toString()).run().exitCode()).isZero();
    }
}
