package io.etcdsnapshot.kubernetes.encryption;

/** A key of an encryption configuration. Its text never holds the secret. */
public final class EncryptionKey {
    private final String provider;
    private final String name;
    private final byte[] secret;

    /** @param provider {@code aescbc}, {@code aesgcm} or {@code secretbox} */
    public EncryptionKey(String provider, String name, byte[] secret) {
        this.provider = provider;
        this.name = name;
        this.secret = secret.clone();
    }

    public String provider() {
        return provider;
    }

    public String name() {
        return name;
    }

    public byte[] secret() {
        return secret;
    }

    boolean opens(EncryptionLabel label) {
        return provider.equals(label.provider()) && name.equals(label.name());
    }

    @Override
    public String toString() {
        return "%s key \"%s\"".formatted(provider, name);
    }
}
