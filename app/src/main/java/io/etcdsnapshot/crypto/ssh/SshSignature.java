package io.etcdsnapshot.crypto.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;

/**
 * A detached signature.
 *
 * @param publicKey as SSH writes it
 * @param hash that is signed, of {@code sha256} and {@code sha512}
 * @param signature by that key
 */
@SuppressWarnings("ArrayRecordComponent")
record SshSignature(byte[] publicKey, String namespace, String hash, byte[] signature) {
    static final String ED25519 = "ssh-ed25519";

    private static final byte[] MAGIC = "SSHSIG".getBytes(US_ASCII);
    private static final int VERSION = 1;
    private static final String BEGIN = "-----BEGIN SSH SIGNATURE-----";
    private static final String END = "-----END SSH SIGNATURE-----";
    private static final int LINE = 70;
    private static final Set<String> HASHES = Set.of("sha256", "sha512");

    /** @throws IllegalArgumentException if it is none that this program can check */
    static SshSignature parse(String armored) {
        String text = armored.strip();
        if (!text.startsWith(BEGIN) || !text.endsWith(END)) {
            throw new IllegalArgumentException("its signature is not one of ssh-keygen");
        }
        String base64 = text.substring(BEGIN.length(), text.length() - END.length());
        SshBytes bytes = new SshBytes(Base64.getMimeDecoder().decode(base64));
        if (!Arrays.equals(bytes.take(MAGIC.length), MAGIC) || bytes.number() != VERSION) {
            throw new IllegalArgumentException("its signature is not one of ssh-keygen");
        }
        byte[] publicKey = bytes.string();
        String namespace = bytes.text();
        bytes.string();
        String hash = bytes.text();
        SshBytes signature = new SshBytes(bytes.string());
        String algorithm = signature.text();
        if (!HASHES.contains(hash) || !algorithm.equals(ED25519)) {
            throw new IllegalArgumentException(
                    "its signature is of kind %s: only Ed25519 is known".formatted(algorithm));
        }
        return new SshSignature(publicKey, namespace, hash, signature.string());
    }

    /** Returns the text that {@code ssh-keygen -Y verify} takes. */
    String armored() {
        ByteArrayOutputStream blob = new ByteArrayOutputStream();
        blob.writeBytes(MAGIC);
        blob.writeBytes(new byte[] {0, 0, 0, VERSION});
        blob.writeBytes(SshBytes.of(
                publicKey,
                namespace.getBytes(UTF_8),
                new byte[0],
                hash.getBytes(US_ASCII),
                SshBytes.of(ED25519.getBytes(US_ASCII), signature)));
        String base64 = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(blob.toByteArray());
        return BEGIN + "\n" + base64 + "\n" + END + "\n";
    }

    /** Returns what is signed in place of a message. */
    static byte[] toBeSigned(String namespace, String hash, byte[] message) {
        try {
            byte[] digest = MessageDigest.getInstance(hash.equals("sha256") ? "SHA-256" : "SHA-512")
                    .digest(message);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(MAGIC);
            out.writeBytes(SshBytes.of(namespace.getBytes(UTF_8), new byte[0], hash.getBytes(US_ASCII), digest));
            return out.toByteArray();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("no SHA-2 on this platform", e);
        }
    }
}
