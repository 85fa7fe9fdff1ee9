package io.etcdsnapshot.crypto.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenSSH's own ssh-keygen checks what this program signs, and the other way round. */
class SshSignatureIT {
    @TempDir
    Path directory;

    private Path key;
    private Path manifest;
    private Path signers;

    @BeforeEach
    void makeAKey() throws Exception {
        RealThings.require("ssh-keygen");
        key = directory.resolve("key");
        manifest = Files.writeString(directory.resolve("manifest.json"), "{}\n");
        Program.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
                .output();
        signers = Files.writeString(
                directory.resolve("signers"), "alice " + Files.readString(directory.resolve("key.pub")));
    }

    @Test
    void sshKeygenVerifiesWhatThisProgramSigned() throws Exception {
        Path signature = Files.writeString(
                directory.resolve("manifest.json.sig"),
                SshSigner.of(Files.readString(key)).sign(Files.readAllBytes(manifest)));

        assertThat(Program.of(
                                "bash",
                                "-c",
                                "ssh-keygen -Y verify -f '%s' -I alice -n etcd-snapshot -s '%s' < '%s'"
                                        .formatted(signers, signature, manifest))
                        .output())
                .contains("Good \"etcd-snapshot\" signature for alice");
    }

    @Test
    void thisProgramVerifiesWhatSshKeygenSigned() throws Exception {
        Program.of("ssh-keygen", "-Y", "sign", "-f", key.toString(), "-n", "etcd-snapshot", manifest.toString())
                .output();

        assertThat(new AllowedSigners(Files.readString(signers))
                        .signerOf(
                                Files.readAllBytes(manifest), Files.readString(directory.resolve("manifest.json.sig"))))
                .isEqualTo("alice");
    }
}
