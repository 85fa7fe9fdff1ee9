package io.etcdsnapshot.report;

import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonString;
import io.etcdsnapshot.lookup.Change;
import io.etcdsnapshot.lookup.FoundVersion;
import io.etcdsnapshot.lookup.ObjectVersion;

/** Makes the object that a document shows for a version: with marks on what is not as the API server would give it. */
final class ShownObjects {
    private static final String MARK = "etcd-snapshot/";

    private final boolean damaged;
    private final String source;

    /**
     * @param source the name of the snapshot
     * @param damaged whether it is damaged, and each object says so
     */
    ShownObjects(String source, boolean damaged) {
        this.source = source;
        this.damaged = damaged;
    }

    JsonObject of(ObjectVersion version) {
        JsonObject object = version.object();
        return marked(object == null ? standIn(version) : object);
    }

    /** Returns the object, marked if it comes from a damaged snapshot. */
    JsonObject marked(JsonObject object) {
        return damaged ? annotated(object, "damaged-snapshot", source) : object;
    }

    /** What the key tells, where the value tells nothing. */
    private static JsonObject standIn(ObjectVersion version) {
        FoundVersion found = version.version();
        JsonObject metadata =
                JsonObject.EMPTY.with("name", new JsonString(found.key().name()));
        if (!found.key().namespace().isEmpty()) {
            metadata = metadata.with("namespace", new JsonString(found.key().namespace()));
        }
        metadata = metadata.with(
                "resourceVersion", new JsonString(Long.toString(found.revision().main())));
        JsonObject object = JsonObject.EMPTY
                .with("kind", new JsonString(found.key().kind().kind()))
                .with("metadata", metadata);
        return found.change() == Change.DELETED
                ? annotated(object, "deleted", "true")
                : annotated(object, version.state(), version.problem());
    }

    private static JsonObject annotated(JsonObject object, String mark, String text) {
        JsonObject metadata = object.object("metadata");
        JsonObject annotations = metadata.object("annotations").with(MARK + mark, new JsonString(text));
        return object.with("metadata", metadata.with("annotations", annotations));
    }
}
