package io.etcdsnapshot.crypto.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** An Ed25519 key pair in the forms of OpenSSH. */
public record TestKey(String privateKey, String publicKey) {
    public static TestKey make() {
        return make("none");
    }

    static TestKey make(String cipher) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] point = last32(pair.getPublic().getEncoded());
            byte[] seed = last32(pair.getPrivate().getEncoded());
            byte[] type = SshSignature.ED25519.getBytes(US_ASCII);
            byte[] blob = SshBytes.of(type, point);
            ByteArrayOutputStream secret = new ByteArrayOutputStream();
            secret.writeBytes(new byte[] {0, 1, 2, 3, 0, 1, 2, 3});
            secret.writeBytes(SshBytes.of(type, point, concat(seed, point), "test".getBytes(UTF_8)));
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            file.writeBytes("openssh-key-v1\0".getBytes(US_ASCII));
            file.writeBytes(SshBytes.of(cipher.getBytes(US_ASCII), "none".getBytes(US_ASCII), new byte[0]));
            file.writeBytes(new byte[] {0, 0, 0, 1});
            file.writeBytes(SshBytes.of(blob, secret.toByteArray()));
            return new TestKey(
                    "-----BEGIN OPENSSH PRIVATE KEY-----\n%s\n-----END OPENSSH PRIVATE KEY-----\n"
                            .formatted(
                                    Base64.getMimeEncoder(70, new byte[] {'\n'}).encodeToString(file.toByteArray())),
                    "ssh-ed25519 " + Base64.getEncoder().encodeToString(blob));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] last32(byte[] bytes) {
        return Arrays.copyOfRange(bytes, bytes.length - 32, bytes.length);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
