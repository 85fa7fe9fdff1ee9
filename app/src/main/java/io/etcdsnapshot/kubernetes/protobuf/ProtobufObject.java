package io.etcdsnapshot.kubernetes.protobuf;

import io.etcdsnapshot.kubernetes.document.Budget;
import io.etcdsnapshot.kubernetes.document.DocumentException;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonString;
import io.etcdsnapshot.kubernetes.document.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An object as Kubernetes' protobuf serializer wrote it: {@code runtime.Unknown} behind {@code k8s\0}.
 * Source: {@code k8s.io/apimachinery/pkg/runtime/generated.proto}.
 *
 * @param raw the object, in {@code contentType}; nothing means protobuf
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record ProtobufObject(String apiVersion, String kind, byte[] raw, String contentEncoding, String contentType) {
    private static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final int MAGIC_LENGTH = 4;

    public static boolean isOne(byte[] value) {
        return value.length >= MAGIC_LENGTH
                && value[0] == MAGIC[0]
                && value[1] == MAGIC[1]
                && value[2] == MAGIC[2]
                && value[3] == MAGIC[3];
    }

    /** @throws DocumentException if the bytes are not such an object */
    public static ProtobufObject parse(byte[] value, Budget budget) {
        Bytes.Cursor whole = Bytes.of(value).cursor();
        whole.take(MAGIC_LENGTH);
        List<WireField> fields = WireField.parse(whole.take((long) value.length - MAGIC_LENGTH), budget);
        List<WireField> typeMeta = last(fields, 1)
                .map(field -> WireField.parse(field.bytes(), budget))
                .orElse(List.of());
        return new ProtobufObject(
                text(typeMeta, 1),
                text(typeMeta, 2),
                last(fields, 2).map(field -> field.bytes().toArray()).orElse(new byte[0]),
                text(fields, 3),
                text(fields, 4));
    }

    /**
     * Decodes {@code raw} as protobuf.
     *
     * @param otherwise the type of an object that does not name its own
     * @param nested decodes objects inside this one
     * @param notes gets a line for all that could not be shown by name
     * @throws DocumentException if it is damaged, naming the field
     */
    public JsonObject decode(TypeMeta otherwise, NestedObjects nested, Budget budget, List<String> notes) {
        TypeMeta named = kind.isEmpty() ? otherwise : new TypeMeta(apiVersion, kind);
        Optional<MessageType> type = MessageTable.get().kind(named);
        Map<String, JsonValue> members = new LinkedHashMap<>();
        if (!kind.isEmpty()) {
            members.put("kind", new JsonString(kind));
            members.put("apiVersion", new JsonString(apiVersion));
        }
        if (type.isEmpty()) {
            notes.add("%s %s is a kind that this program does not know, its fields are shown by number"
                    .formatted(apiVersion, kind));
            members.put(MessageDecoder.UNKNOWN, RawFields.object(Bytes.of(raw), budget));
            return new JsonObject(members);
        }
        MessageDecoder decoder = new MessageDecoder(MessageTable.get(), nested, budget, notes);
        try {
            members.putAll(decoder.object(type.get(), Bytes.of(raw)).members());
        } catch (DocumentException e) {
            throw decoder.at(e);
        }
        return new JsonObject(members);
    }

    private static String text(List<WireField> fields, int number) {
        return last(fields, number).map(field -> field.bytes().utf8()).orElse("");
    }

    private static Optional<WireField> last(List<WireField> fields, int number) {
        Optional<WireField> last = Optional.empty();
        for (WireField field : fields) {
            last = field.field() == number ? Optional.of(field) : last;
        }
        return last;
    }
}
