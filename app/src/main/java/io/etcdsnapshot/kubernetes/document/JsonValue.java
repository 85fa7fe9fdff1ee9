package io.etcdsnapshot.kubernetes.document;

/** A JSON value. Equality is that of JSON: the order of an object's members does not count. */
public sealed interface JsonValue permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {}
