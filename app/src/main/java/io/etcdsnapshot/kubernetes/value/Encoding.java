package io.etcdsnapshot.kubernetes.value;

import io.etcdsnapshot.kubernetes.document.CborReader;
import io.etcdsnapshot.kubernetes.protobuf.ProtobufObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Encodings of stored values, told by the first bytes. */
public enum Encoding {
    PROTOBUF,
    JSON,
    CBOR,
    ENCRYPTED,
    /** No object of Kubernetes: the value of a key such as {@code compact_rev_key}. */
    OTHER;

    private static final byte[] ENCRYPTED_PREFIX = "k8s:enc:".getBytes(StandardCharsets.US_ASCII);

    public static Encoding of(byte[] value) {
        if (ProtobufObject.isOne(value)) {
            return PROTOBUF;
        } else if (CborReader.isSelfDescribed(value)) {
            return CBOR;
        } else if (value.length > 0 && value[0] == '{') {
            return JSON;
        }
        int prefix = ENCRYPTED_PREFIX.length;
        return value.length >= prefix && Arrays.equals(value, 0, prefix, ENCRYPTED_PREFIX, 0, prefix)
                ? ENCRYPTED
                : OTHER;
    }
}
