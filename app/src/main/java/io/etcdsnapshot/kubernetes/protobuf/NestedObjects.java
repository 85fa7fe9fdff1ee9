package io.etcdsnapshot.kubernetes.protobuf;

import io.etcdsnapshot.kubernetes.document.JsonValue;

/** Decodes a whole object that lies inside another one, in whatever encoding. */
@FunctionalInterface
public interface NestedObjects {
    /** @throws io.etcdsnapshot.kubernetes.document.DocumentException if it cannot be read */
    JsonValue decode(byte[] raw);
}
