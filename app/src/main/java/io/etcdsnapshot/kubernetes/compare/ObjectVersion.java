package io.etcdsnapshot.kubernetes.compare;

import io.etcdsnapshot.etcd.KeyValue;
import io.etcdsnapshot.kubernetes.StoredObject;
import io.etcdsnapshot.kubernetes.document.DocumentException;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.encryption.DecryptionException;
import io.etcdsnapshot.kubernetes.resource.ResourceKey;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of an object, as far as it can be read.
 *
 * @param object null where it cannot
 * @param notes why, and what of it could not be shown as it should
 */
record ObjectVersion(@Nullable JsonObject object, List<String> notes) {
    static final ObjectVersion ABSENT = new ObjectVersion(JsonObject.EMPTY, List.of());

    static ObjectVersion of(ResourceKey key, KeyValue stored, ObjectSource objects) throws IOException {
        try {
            StoredObject read = objects.read(key, stored.key(), stored.value(), stored.modRevision());
            return new ObjectVersion(read.object(), read.notes());
        } catch (DecryptionException | DocumentException e) {
            return new ObjectVersion(null, List.of("cannot be read: " + e.getMessage()));
        }
    }
}
