package io.etcdsnapshot.crypto.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.etcdsnapshot.crypto.Signer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/** Signs as {@code ssh-keygen -Y sign} does, with an Ed25519 key. */
public final class SshSigner implements Signer {
    /** What the signatures of this program are for. */
    public static final String NAMESPACE = "etcd-snapshot";

    private static final String BEGIN = "-----BEGIN OPENSSH PRIVATE KEY-----";
    private static final String END = "-----END OPENSSH PRIVATE KEY-----";
    private static final byte[] MAGIC = "openssh-key-v1\0".getBytes(US_ASCII);
    private static final int SEED_BYTES = 32;

    private final PrivateKey key;
    private final byte[] publicKey;

    private SshSigner(PrivateKey key, byte[] publicKey) {
        this.key = key;
        this.publicKey = publicKey;
    }

    /**
     * Reads a private key as {@code ssh-keygen -t ed25519} writes it. No message repeats what is in it.
     *
     * @throws IllegalArgumentException if it is none, or has a passphrase
     */
    public static SshSigner of(String privateKey) {
        String text = privateKey.strip();
        if (!text.startsWith(BEGIN) || !text.endsWith(END)) {
            throw new IllegalArgumentException("it is not a private key of OpenSSH");
        }
        SshBytes file = new SshBytes(
                Base64.getMimeDecoder().decode(text.substring(BEGIN.length(), text.length() - END.length())));
        if (!Arrays.equals(file.take(MAGIC.length), MAGIC)) {
            throw new IllegalArgumentException("it is not a private key of OpenSSH");
        }
        boolean isPlain = file.text().equals("none");
        file.string();
        file.string();
        file.number();
        byte[] publicKey = file.string();
        if (!isPlain) {
            throw new IllegalArgumentException("it has a passphrase: a key that signs on its own has none");
        }
        SshBytes secret = new SshBytes(file.string());
        int check = secret.number();
        int checkAgain = secret.number();
        if (check != checkAgain || !secret.text().equals(SshSignature.ED25519)) {
            throw new IllegalArgumentException("it is not an Ed25519 key: ssh-keygen -t ed25519 makes one");
        }
        secret.string();
        byte[] seed = Arrays.copyOf(secret.string(), SEED_BYTES);
        try {
            PrivateKey key = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
            return new SshSigner(key, publicKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no Ed25519", e);
        }
    }

    @Override
    public String sign(byte[] message) {
        String hash = "sha512";
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(SshSignature.toBeSigned(NAMESPACE, hash, message));
            return new SshSignature(publicKey, NAMESPACE, hash, signature.sign()).armored();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java can't sign with Ed25519", e);
        }
    }
}
