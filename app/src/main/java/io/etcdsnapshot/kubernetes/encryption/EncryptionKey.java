package io.etcdsnapshot.kubernetes.encryption;

/** A key of an encryption configuration. Its text never holds the secret. */
public record EncryptionKey(String provider, String name, byte[] secret) {
    boolean opens(EncryptionLabel label) {
        return provider.equals(label.provider()) && name.equals(label.name());
    }

    @Override
    public String toString() {
        return "%s key \"%s\"".formatted(provider, name);
    }
}
