package io.etcdsnapshot.crypto.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SshSignatureTest {
    private static final byte[] MESSAGE = "{}\n".getBytes(UTF_8);
    private static final TestKey ALICE = TestKey.make();
    private static final TestKey BOB = TestKey.make();

    @Test
    void whoSignedIsTold() {
        String signature = SshSigner.of(ALICE.privateKey()).sign(MESSAGE);
        AllowedSigners signers = new AllowedSigners(
                "# who\n\nbob %s\nalice@example.com %s a comment\n".formatted(BOB.publicKey(), ALICE.publicKey()));

        assertThat(signers.signerOf(MESSAGE, signature)).isEqualTo("alice@example.com");
    }

    @Test
    void aSignatureIsForOneMessageOfOneSigner() {
        String signature = SshSigner.of(ALICE.privateKey()).sign(MESSAGE);
        AllowedSigners alice = new AllowedSigners("alice " + ALICE.publicKey());

        assertRefused(alice, "{ }\n".getBytes(UTF_8), signature, "its signature is that of another manifest");
        assertRefused(
                new AllowedSigners("bob " + BOB.publicKey()),
                MESSAGE,
                signature,
                "it is signed by somebody who may not");
        assertRefused(alice, MESSAGE, "text", "its signature is not one of ssh-keygen");
        assertRefused(
                alice,
                MESSAGE,
                "-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----",
                "it is cut short");
    }

    @Test
    void aKeyForOtherThingsSignsNoManifest() {
        String signature = SshSigner.of(ALICE.privateKey()).sign(MESSAGE);

        assertThat(new AllowedSigners("alice namespaces=\"git,etcd-snapshot\" " + ALICE.publicKey())
                        .signerOf(MESSAGE, signature))
                .isEqualTo("alice");
        assertRefused(
                new AllowedSigners("alice namespaces=\"git\" " + ALICE.publicKey()),
                MESSAGE,
                signature,
                "it is signed by somebody who may not");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"alice", "alice ssh-ed25519", "alice valid-before=\"20270101\" KEY", "alice ssh-ed25519 %%"})
    void aLineThatIsNotUnderstoodIsRefused(String line) {
        assertThatThrownBy(() -> new AllowedSigners("\n" + line.replace("KEY", ALICE.publicKey())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("line 2: ");
    }

    @Test
    void aFileWithoutEd25519KeysIsRefused() {
        assertThatThrownBy(() -> new AllowedSigners("alice ssh-rsa AAAA\n")).hasMessage("it names no Ed25519 key");
    }

    @Test
    void aKeyThatCanNotSignOnItsOwnIsRefused() {
        assertThatThrownBy(() -> SshSigner.of(TestKey.make("aes256-ctr").privateKey()))
                .hasMessageStartingWith("it has a passphrase");
        assertThatThrownBy(() -> SshSigner.of(ALICE.publicKey())).hasMessage("it is not a private key of OpenSSH");
    }

    private static void assertRefused(AllowedSigners signers, byte[] message, String signature, String reason) {
        assertThatThrownBy(() -> signers.signerOf(message, signature))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }
}
