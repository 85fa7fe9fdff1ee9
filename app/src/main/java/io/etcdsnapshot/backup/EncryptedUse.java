package io.etcdsnapshot.backup;

/**
 * A key of Kubernetes' encryption at rest that live values of a snapshot are encrypted with: {@code
 * k8s:enc:<provider>:<version>:<key>:}.
 *
 * @param provider such as {@code aescbc}, {@code aesgcm}, {@code secretbox} or {@code kms}
 * @param version of the provider, such as {@code v1}
 * @param key its name in the encryption configuration; of {@code kms} the plugin's name
 * @param resource where the values lie, as the beginning of their keys, such as {@code /kubernetes.io/secrets}
 */
public record EncryptedUse(String provider, String version, String key, String resource) {
    /** Returns what such values begin with. */
    public String prefix() {
        return "k8s:enc:%s:%s:%s:".formatted(provider, version, key);
    }
}
