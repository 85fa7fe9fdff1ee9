package io.etcdsnapshot.kubernetes;

import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonParser;
import java.nio.charset.StandardCharsets;

/** Writes trees as JSON with single quotes. */
public final class Trees {
    private Trees() {}

    public static JsonObject tree(String json) {
        return (JsonObject) JsonParser.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
