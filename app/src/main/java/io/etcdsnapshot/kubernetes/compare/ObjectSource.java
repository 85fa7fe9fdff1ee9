package io.etcdsnapshot.kubernetes.compare;

import io.etcdsnapshot.kubernetes.StoredObject;
import io.etcdsnapshot.kubernetes.encryption.DecryptionException;
import io.etcdsnapshot.kubernetes.resource.ResourceKey;
import java.io.IOException;

/** Reads entries of one snapshot as objects. */
@FunctionalInterface
public interface ObjectSource {
    /**
     * Reads an entry.
     *
     * @param key what {@code etcdKey} names
     * @throws DecryptionException if the value stays encrypted, saying why
     * @throws io.etcdsnapshot.kubernetes.document.DocumentException if the value is damaged, saying where
     */
    StoredObject read(ResourceKey key, byte[] etcdKey, byte[] value, long modRevision)
            throws IOException, DecryptionException;
}
