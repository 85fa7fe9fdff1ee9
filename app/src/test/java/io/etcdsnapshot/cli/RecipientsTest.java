package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.etcd.Databases;
import io.etcdsnapshot.testing.InProcess;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.TarGz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom sets are encrypted to, from the identity that is made to what lies at a destination. */
class RecipientsTest {
    private static final String ID = "2026-11-19_013000";
    private static final String CLASSIC = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
    private static final String MIXED = "post-quantum recipients (age1pq1…) can't be mixed with others";

    @TempDir
    Path directory;

    private Path source;
    private Path to;
    private Path identity;
    private String postQuantum;

    @BeforeEach
    void aSetAndAnIdentity() throws Exception {
        source = Files.createDirectory(directory.resolve("source"));
        Files.write(
                source.resolve("snapshot_%s.db".formatted(ID)),
                Databases.sound().snapshot());
        Files.write(
                source.resolve("static_kuberesources_%s.tar.gz".formatted(ID)),
                TarGz.gzip(TarGz.kubeResources().ended()));
        to = directory.resolve("to");
        identity = directory.resolve("key.txt");
        postQuantum = run("keygen", "--pq", identity.toString()).out().strip();
    }

    @Test
    void whatIsEncryptedToAPostQuantumRecipientItsIdentityOpens() throws Exception {
        assertThat(postQuantum).startsWith("age1pq1").hasSize(1959);

        Program.Result copied = sync("--recipient", postQuantum);

        assertThat(copied.exitCode()).as(copied.all()).isZero();
        assertThat(to.resolve(ID).resolve("snapshot_%s.db.age".formatted(ID))).exists();
        Program.Result opened = run("verify", to.toString(), "--age-identity", identity.toString());
        assertThat(opened.exitCode()).as(opened.all()).isZero();
        assertThat(opened.out()).contains("revision").doesNotContain("not opened");
    }

    @Test
    void recipientsOfBothKindsAreRefusedBeforeAnythingIsWritten() throws Exception {
        assertRefused(sync("--recipient", postQuantum, "--recipient", CLASSIC), "error: --recipient: " + MIXED);
        String values = values("encryption: {recipients: [%s, %s]}".formatted(CLASSIC, postQuantum));
        assertRefused(sync("-f", values), "error: values: encryption.recipients: " + MIXED);
        assertRefused(
                run("check", "--skip-host", "--to", to.toString(), "-f", values),
                "error: values: encryption.recipients: " + MIXED);
    }

    private void assertRefused(Program.Result result, String message) {
        assertThat(result.exitCode()).as(result.all()).isEqualTo(2);
        assertThat(result.err()).contains(message);
        assertThat(to).doesNotExist();
    }

    private String values(String content) throws IOException {
        return Files.writeString(directory.resolve("values.yaml"), content).toString();
    }

    private Program.Result sync(String... options) throws Exception {
        String[] arguments = new String[options.length + 5];
        System.arraycopy(new String[] {"sync", "--from", source.toString(), "--to", to.toString()}, 0, arguments, 0, 5);
        System.arraycopy(options, 0, arguments, 5, options.length);
        return run(arguments);
    }

    private static Program.Result run(String... arguments) throws Exception {
        return new InProcess().run(arguments);
    }
}
