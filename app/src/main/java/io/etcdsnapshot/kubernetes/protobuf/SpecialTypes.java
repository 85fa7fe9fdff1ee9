package io.etcdsnapshot.kubernetes.protobuf;

import io.etcdsnapshot.kubernetes.document.DocumentException;
import io.etcdsnapshot.kubernetes.document.JsonArray;
import io.etcdsnapshot.kubernetes.document.JsonBoolean;
import io.etcdsnapshot.kubernetes.document.JsonNull;
import io.etcdsnapshot.kubernetes.document.JsonNumber;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonString;
import io.etcdsnapshot.kubernetes.document.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages whose Go types write their own JSON. Source: their {@code MarshalJSON} in k8s.io/apimachinery. */
final class SpecialTypes {
    private static final String SCHEMA = "apiextensions/";

    private final MessageDecoder decoder;
    private final NestedObjects nested;

    SpecialTypes(MessageDecoder decoder, NestedObjects nested) {
        this.decoder = decoder;
        this.nested = nested;
    }

    /** @return null if the type is an ordinary one */
    @Nullable
    JsonValue value(String type, Bytes message) {
        return switch (type) {
            case "meta/v1.Time" -> Times.seconds(decoder.parse(message));
            case "meta/v1.MicroTime" -> Times.micros(decoder.parse(message));
            case "meta/v1.Duration" -> new JsonString(Times.duration(number(decoder.parse(message), 1)));
            case "api/resource.Quantity" -> new JsonString(quantity(decoder.parse(message)));
            case "util/intstr.IntOrString" -> intOrString(decoder.parse(message));
            case "meta/v1.FieldsV1", "runtime.RawExtension" -> raw(decoder.parse(message));
            default -> type.startsWith(SCHEMA) ? schema(type, message) : null;
        };
    }

    private @Nullable JsonValue schema(String type, Bytes message) {
        int dot = type.lastIndexOf('.');
        String schema = type.substring(0, dot) + ".JSONSchemaProps";
        return switch (type.substring(dot + 1)) {
            case "JSON" -> raw(decoder.parse(message));
            case "JSONSchemaPropsOrBool" -> {
                List<WireField> stored = decoder.parse(message);
                yield last(stored, 2) == null
                        ? JsonBoolean.of(number(stored, 1) != 0)
                        : decoder.single(schema, all(stored, 2));
            }
            case "JSONSchemaPropsOrArray" -> {
                List<WireField> stored = decoder.parse(message);
                yield either(stored, schema, schema);
            }
            case "JSONSchemaPropsOrStringArray" -> either(decoder.parse(message), schema, "string");
            default -> null;
        };
    }

    private JsonValue either(List<WireField> stored, String one, String many) {
        List<WireField> items = all(stored, 2);
        if (!items.isEmpty()) {
            return new JsonArray(items.stream()
                    .map(item -> decoder.single(many, List.of(item)))
                    .toList());
        }
        List<WireField> single = all(stored, 1);
        return single.isEmpty() ? JsonNull.NULL : decoder.single(one, single);
    }

    private static String quantity(List<WireField> stored) {
        String text = text(stored, 1);
        return text.isEmpty() ? "0" : text;
    }

    private static JsonValue intOrString(List<WireField> stored) {
        int value = (int) number(stored, 2);
        return number(stored, 1) == 0 ? JsonNumber.of(value) : new JsonString(text(stored, 3));
    }

    private JsonValue raw(List<WireField> stored) {
        WireField raw = last(stored, 1);
        if (raw == null || raw.bytes().length() == 0) {
            return JsonNull.NULL;
        }
        try {
            return nested.decode(raw.bytes().toArray());
        } catch (DocumentException e) {
            decoder.note("holds an object that cannot be read, shown in Base64: " + e.getMessage());
            return JsonObject.EMPTY.with("$raw", new JsonString(raw.bytes().base64()));
        }
    }

    private static String text(List<WireField> stored, int field) {
        WireField last = last(stored, field);
        return last == null ? "" : last.bytes().utf8();
    }

    private static long number(List<WireField> stored, int field) {
        WireField last = last(stored, field);
        return last == null ? 0 : last.number();
    }

    private static List<WireField> all(List<WireField> stored, int field) {
        return stored.stream().filter(value -> value.field() == field).toList();
    }

    private static @Nullable WireField last(List<WireField> stored, int field) {
        WireField last = null;
        for (WireField value : stored) {
            last = value.field() == field ? value : last;
        }
        return last;
    }
}
