package io.etcdsnapshot.kubernetes.value;

import io.etcdsnapshot.kubernetes.document.Budget;
import io.etcdsnapshot.kubernetes.document.CborReader;
import io.etcdsnapshot.kubernetes.document.DocumentException;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonParser;
import io.etcdsnapshot.kubernetes.document.JsonValue;
import io.etcdsnapshot.kubernetes.protobuf.ProtobufObject;
import io.etcdsnapshot.kubernetes.protobuf.TypeMeta;
import java.util.ArrayList;
import java.util.List;

/** Decodes a stored value that is not encrypted, or no longer. */
public final class StoredValue {
    private final Budget budget = new Budget();
    private final List<String> notes = new ArrayList<>();

    private final TypeMeta otherwise;

    private StoredValue(TypeMeta otherwise) {
        this.otherwise = otherwise;
    }

    /**
     * An object and what could not be shown as it should.
     *
     * @param notes sentences for the user, without anything from the object's values
     */
    public record Decoded(JsonObject object, List<String> notes) {}

    /** @throws DocumentException if it is not an object or is damaged */
    public static Decoded decode(byte[] value) {
        return decode(value, TypeMeta.UNKNOWN);
    }

    /** @param otherwise the type of an object that does not name its own */
    public static Decoded decode(byte[] value, TypeMeta otherwise) {
        StoredValue decoder = new StoredValue(otherwise);
        if (decoder.any(value) instanceof JsonObject object) {
            return new Decoded(object, List.copyOf(decoder.notes));
        }
        throw new DocumentException("the value is not an object");
    }

    private JsonValue any(byte[] value) {
        return switch (Encoding.of(value)) {
            case PROTOBUF -> protobuf(ProtobufObject.parse(value, budget));
            case CBOR -> CborReader.parse(value, budget);
            case ENCRYPTED -> throw new DocumentException("the value is encrypted");
            case JSON, OTHER -> JsonParser.parse(value, budget);
        };
    }

    private JsonValue protobuf(ProtobufObject object) {
        if (!object.contentEncoding().isEmpty()) {
            throw new DocumentException("unknown content encoding");
        }
        budget.enter();
        try {
            return switch (object.contentType()) {
                case "", "application/vnd.kubernetes.protobuf" -> object.decode(otherwise, this::any, budget, notes);
                case "application/json", "application/cbor" -> any(object.raw());
                default -> throw new DocumentException("unknown content type");
            };
        } finally {
            budget.leave();
        }
    }
}
