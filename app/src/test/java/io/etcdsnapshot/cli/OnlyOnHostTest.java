package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.testing.InProcess;
import io.etcdsnapshot.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnlyOnHostTest {
    private static final String NODE = "Master-0.prod.example.com";

    @TempDir
    Path root;

    @ParameterizedTest
    @ValueSource(strings = {"master-0", "MASTER-0.PROD", "master-0.", NODE})
    void theFirstLabelsOfTheNameInAnyCaseAreThisHost(String wanted) throws IOException {
        assertThat(run(wanted).err()).contains(InProcess.NOT_TAKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"master-1", "master", "m", "master-0.pro", "aster-0", "prod", NODE + "x", "*", ".*"})
    void onAnyOtherHostThereIsNothingToDo(String wanted) throws IOException {
        Program.Result result = run(wanted);

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains(NODE, wanted);
        assertThat(result.err()).isEmpty();
    }

    @Test
    void inJsonTheReasonIsTheDocument() throws IOException {
        Program.Result result = run("master-1", "-o", "json");

        assertThat(result.exitCode()).isZero();
        JsonObject document = JsonParser.parseString(result.out()).getAsJsonObject();
        assertThat(document.keySet()).containsExactly("skipped");
        assertThat(document.get("skipped").getAsString()).contains(NODE, "master-1");
    }

    @ParameterizedTest
    @CsvSource({"worker-7, worker-7, true", "worker-70, worker-7, false", "worker-7, master, false"})
    void theNameThatThePodWasToldComesFirst(String told, String wanted, boolean here) throws IOException {
        layOut();
        Program.Result result = new InProcess()
                .with("ETCD_SNAPSHOT_NODE", told)
                .run("snapshot", "--host-root", root.toString(), "--only-on-host", wanted);

        assertThat(result.err().contains(InProcess.NOT_TAKEN)).isEqualTo(here);
    }

    private Program.Result run(String wanted, String... options) throws IOException {
        layOut();
        String[] arguments = new String[options.length + 5];
        arguments[0] = "snapshot";
        arguments[1] = "--host-root";
        arguments[2] = root.toString();
        arguments[3] = "--only-on-host";
        arguments[4] = wanted;
        System.arraycopy(options, 0, arguments, 5, options.length);
        return new InProcess().run(arguments);
    }

    private void layOut() throws IOException {
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/hostname"), NODE + "\n");
    }
}
