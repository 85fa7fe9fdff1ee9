package io.etcdsnapshot.kubernetes.document;

public enum JsonNull implements JsonValue {
    NULL
}
