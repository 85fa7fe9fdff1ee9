package io.etcdsnapshot.reading;

import io.etcdsnapshot.kubernetes.encryption.EncryptionConfiguration;

/** Reads an {@code EncryptionConfiguration}, JSON or YAML. */
@FunctionalInterface
public interface ConfigurationParser {
    /** @throws IllegalArgumentException if it is not one, saying why without anything secret */
    EncryptionConfiguration parse(byte[] text);
}
