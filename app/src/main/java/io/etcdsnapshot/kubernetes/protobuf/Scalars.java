package io.etcdsnapshot.kubernetes.protobuf;

import io.etcdsnapshot.kubernetes.document.DocumentException;
import io.etcdsnapshot.kubernetes.document.JsonBoolean;
import io.etcdsnapshot.kubernetes.document.JsonNull;
import io.etcdsnapshot.kubernetes.document.JsonNumber;
import io.etcdsnapshot.kubernetes.document.JsonString;
import io.etcdsnapshot.kubernetes.document.JsonValue;

/** The types of the table that are no messages. */
final class Scalars {
    private Scalars() {}

    static boolean isScalar(String type) {
        return isVarint(type) || type.equals("string") || type.equals("bytes") || type.equals("double");
    }

    static boolean isVarint(String type) {
        return type.equals("bool") || type.equals("int32") || type.equals("int64");
    }

    static JsonValue zero(String type) {
        return switch (type) {
            case "string" -> new JsonString("");
            case "bytes" -> JsonNull.NULL; // a nil slice
            case "bool" -> JsonBoolean.FALSE;
            default -> JsonNumber.of(0);
        };
    }

    /** Returns whether Go calls the value empty. */
    static boolean isEmpty(JsonValue value) {
        return value == JsonNull.NULL
                || (value instanceof JsonBoolean bool && !bool.value())
                || (value instanceof JsonString string && string.value().isEmpty())
                || (value instanceof JsonNumber number && Double.parseDouble(number.text()) == 0);
    }

    static JsonValue value(String type, WireField stored) {
        return switch (type) {
            case "string" -> new JsonString(stored.bytes().utf8());
            case "bytes" -> new JsonString(stored.bytes().base64());
            case "double" -> number(Double.longBitsToDouble(stored.number()));
            default -> varint(type, stored.number());
        };
    }

    static JsonValue varint(String type, long value) {
        return switch (type) {
            case "bool" -> JsonBoolean.of(value != 0);
            case "int32" -> JsonNumber.of((int) value);
            default -> JsonNumber.of(value);
        };
    }

    private static JsonNumber number(double value) {
        if (!Double.isFinite(value)) {
            throw new DocumentException("a number that JSON lacks");
        }
        return JsonNumber.of(value);
    }
}
