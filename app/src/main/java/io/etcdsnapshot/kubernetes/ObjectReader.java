package io.etcdsnapshot.kubernetes;

import io.etcdsnapshot.kubernetes.document.DocumentException;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonString;
import io.etcdsnapshot.kubernetes.encryption.DecryptionException;
import io.etcdsnapshot.kubernetes.protobuf.TypeMeta;
import io.etcdsnapshot.kubernetes.resource.ResourceKey;
import io.etcdsnapshot.kubernetes.value.StoredValue;
import java.util.ArrayList;
import java.util.List;

/** Reads entries of etcd as the objects that the API server would give. */
public final class ObjectReader {
    private final ApiServerKeys keys;

    public ObjectReader(ApiServerKeys keys) {
        this.keys = keys;
    }

    /**
     * Reads one entry.
     *
     * @param key what {@code etcdKey} names
     * @param modRevision the revision that wrote the entry; the API server shows it as resourceVersion
     * @throws DecryptionException if the value stays encrypted, saying why
     * @throws DocumentException if the value is damaged, saying where
     */
    public StoredObject read(ResourceKey key, byte[] etcdKey, byte[] value, long modRevision)
            throws DecryptionException {
        byte[] plain = keys.of(key).decrypt(etcdKey, value);
        StoredValue.Decoded decoded =
                StoredValue.decode(plain, new TypeMeta("v1", key.kind().kind()));
        JsonObject object = decoded.object();
        List<String> notes = new ArrayList<>(decoded.notes());
        JsonObject metadata = object.object("metadata");
        if (!metadata.string("name").orElse("").equals(key.name())
                || !metadata.string("namespace").orElse("").equals(key.namespace())) {
            notes.add("the object names itself %s, not as its etcd key does"
                    .formatted(address(
                            metadata.string("namespace").orElse(""),
                            metadata.string("name").orElse(""))));
        }
        JsonString version = new JsonString(Long.toString(modRevision));
        return new StoredObject(
                key,
                object.with("metadata", metadata.with("resourceVersion", version)),
                modRevision,
                List.copyOf(notes));
    }

    private static String address(String namespace, String name) {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
