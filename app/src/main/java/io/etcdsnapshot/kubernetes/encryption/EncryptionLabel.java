package io.etcdsnapshot.kubernetes.encryption;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The prefix of an encrypted value, {@code k8s:enc:<provider>:<version>:<name>:}.
 *
 * @param provider {@code aescbc}, {@code aesgcm}, {@code secretbox} or {@code kms}
 * @param version {@code v1}, for KMS {@code v2} too
 * @param name the key's, for KMS the plugin's
 */
public record EncryptionLabel(String provider, String version, String name) {
    private static final String PREFIX = "k8s:enc:";
    private static final int LONGEST = 1024;

    /** Returns the label of a value, empty if it is not encrypted. */
    public static Optional<EncryptionLabel> of(byte[] value) {
        String start = new String(value, 0, Math.min(value.length, LONGEST), StandardCharsets.ISO_8859_1);
        if (!start.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String[] parts = start.substring(PREFIX.length()).split(":", 4);
        if (parts.length < 4) {
            return Optional.of(new EncryptionLabel(parts[0], "", ""));
        }
        String name = new String(parts[2].getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return Optional.of(new EncryptionLabel(parts[0], parts[1], name));
    }

    /** Returns how many bytes of a value the label takes. */
    int length() {
        return PREFIX.length()
                + provider.length()
                + version.length()
                + name.getBytes(StandardCharsets.UTF_8).length
                + 3;
    }

    public boolean isKms() {
        return provider.equals("kms");
    }

    @Override
    public String toString() {
        return isKms() ? "KMS %s provider \"%s\"".formatted(version, name) : "%s key \"%s\"".formatted(provider, name);
    }
}
