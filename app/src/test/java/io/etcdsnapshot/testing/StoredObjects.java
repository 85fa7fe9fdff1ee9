package io.etcdsnapshot.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes objects as an API server stores them: built-in kinds as protobuf, by hand, custom resources as JSON. Source:
 * {@code generated.proto} of {@code k8s.io/api} and {@code k8s.io/apimachinery}.
 */
public final class StoredObjects {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private StoredObjects() {}

    public static byte[] configMap(String namespace, String name, Map<String, String> data) {
        return object("v1", "ConfigMap", withData(namespace, name, data));
    }

    public static byte[] secret(String namespace, String name, Map<String, String> data) {
        return object("v1", "Secret", withData(namespace, name, data));
    }

    public static byte[] namespace(String name) {
        return object("v1", "Namespace", new StoredObjects().put(1, metadata("", name)));
    }

    /** @param ready as its status says */
    public static byte[] deployment(String namespace, String name, int replicas, int ready) {
        return object(
                "apps/v1",
                "Deployment",
                new StoredObjects()
                        .put(1, metadata(namespace, name))
                        .put(2, new StoredObjects().put(1, replicas))
                        .put(3, new StoredObjects().put(2, replicas).put(7, ready)));
    }

    public static byte[] lease(String namespace, String name, String holder) {
        return object(
                "coordination.k8s.io/v1",
                "Lease",
                new StoredObjects().put(1, metadata(namespace, name)).put(2, new StoredObjects().put(1, holder)));
    }

    /** A definition of the kind Widget in the group example.com. */
    public static byte[] widgetDefinition() {
        return """
                {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                 "metadata": {"name": "widgets.example.com"},
                 "spec": {"group": "example.com", "scope": "Namespaced",
                          "names": {"kind": "Widget", "plural": "widgets", "singular": "widget", "shortNames": ["wg"]}}}"""
                .getBytes(UTF_8);
    }

    public static byte[] widget(String namespace, String name, int size) {
        return """
                {"apiVersion": "example.com/v1", "kind": "Widget", "spec": {"size": %d},
                 "metadata": {"name": "%s", "namespace": "%s"}}"""
                .formatted(size, name, namespace)
                .getBytes(UTF_8);
    }

    private static StoredObjects withData(String namespace, String name, Map<String, String> data) {
        StoredObjects object = new StoredObjects().put(1, metadata(namespace, name));
        new TreeMap<>(data)
                .forEach((key, value) ->
                        object.put(2, new StoredObjects().put(1, key).put(2, value)));
        return object;
    }

    private static StoredObjects metadata(String namespace, String name) {
        StoredObjects metadata = new StoredObjects().put(1, name);
        return namespace.isEmpty() ? metadata : metadata.put(3, namespace);
    }

    private static byte[] object(String apiVersion, String kind, StoredObjects raw) {
        StoredObjects type = new StoredObjects().put(1, apiVersion).put(2, kind);
        StoredObjects whole = new StoredObjects();
        whole.bytes.writeBytes(new byte[] {'k', '8', 's', 0});
        return whole.put(1, type).put(2, raw).bytes.toByteArray();
    }

    private StoredObjects put(int field, StoredObjects message) {
        return put(field, message.bytes.toByteArray());
    }

    private StoredObjects put(int field, String text) {
        return put(field, text.getBytes(UTF_8));
    }

    private StoredObjects put(int field, byte[] value) {
        varint(field << 3 | 2);
        varint(value.length);
        bytes.writeBytes(value);
        return this;
    }

    private StoredObjects put(int field, int number) {
        varint(field << 3);
        varint(number);
        return this;
    }

    private void varint(int number) {
        int left = number;
        for (; left > 0x7f; left >>>= 7) {
            bytes.write(left & 0x7f | 0x80);
        }
        bytes.write(left);
    }
}
