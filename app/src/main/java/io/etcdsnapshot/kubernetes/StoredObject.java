package io.etcdsnapshot.kubernetes;

import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.resource.ResourceKey;
import java.util.List;

/**
 * One version of an object.
 *
 * @param object as the API server gives it, in the version it is stored in
 * @param notes sentences about what could not be shown as it should, without anything from the object's values
 */
public record StoredObject(ResourceKey key, JsonObject object, long modRevision, List<String> notes) {}
