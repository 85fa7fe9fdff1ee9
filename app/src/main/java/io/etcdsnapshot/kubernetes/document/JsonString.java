package io.etcdsnapshot.kubernetes.document;

public record JsonString(String value) implements JsonValue {}
