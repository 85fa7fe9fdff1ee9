package io.etcdsnapshot.kubernetes.protobuf;

import io.etcdsnapshot.kubernetes.document.Budget;
import io.etcdsnapshot.kubernetes.document.DocumentException;
import io.etcdsnapshot.kubernetes.document.JsonNull;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns a message into the JSON that Go's encoding/json makes of the struct it fills: absent values are zero, nil or
 * left out, as the type and its tags say.
 */
final class MessageDecoder {
    /** The member that holds what the table does not know, so that nothing is left out in silence. */
    static final String UNKNOWN = "$unknownFields";

    private final MessageTable table;
    private final SpecialTypes special;
    private final RepeatedFields repeated;
    private final Budget budget;
    private final List<String> notes;
    private final List<String> path = new ArrayList<>();

    MessageDecoder(MessageTable table, NestedObjects nested, Budget budget, List<String> notes) {
        this.table = table;
        this.special = new SpecialTypes(this, nested);
        this.repeated = new RepeatedFields(this, budget);
        this.budget = budget;
        this.notes = notes;
    }

    JsonObject object(MessageType type, Bytes message) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members(type, message, members);
        return new JsonObject(members);
    }

    private void members(MessageType type, Bytes message, Map<String, JsonValue> into) {
        budget.enter();
        Map<Integer, List<WireField>> stored = new HashMap<>();
        WireField.parse(message, budget)
                .forEach(field -> stored.computeIfAbsent(field.field(), number -> new ArrayList<>(1))
                        .add(field));
        for (FieldType field : type.fields()) {
            List<WireField> values = stored.get(field.number());
            if (values != null && values.stream().allMatch(value -> field.fits(value.wireType()))) {
                stored.remove(field.number());
            } else {
                values = List.of();
            }
            if (values.isEmpty() && field.removed()) {
                continue;
            }
            if (field.inline()) {
                inline(field, values, into);
            } else {
                path.add(field.name());
                member(field, values, into);
                path.remove(path.size() - 1);
            }
        }
        if (!stored.isEmpty()) {
            into.put(UNKNOWN, RawFields.byNumber(new TreeMap<>(stored), budget));
            notes.add("%s has fields that this program does not know, shown by number: %s"
                    .formatted(path.isEmpty() ? "the object" : String.join(".", path), stored.keySet()));
        }
        budget.leave();
    }

    private void inline(FieldType field, List<WireField> stored, Map<String, JsonValue> into) {
        MessageType type = table.message(field.type());
        if (type != null) {
            members(type, merged(stored), into);
        }
    }

    private void member(FieldType field, List<WireField> stored, Map<String, JsonValue> into) {
        JsonValue value = value(field, stored);
        if (value != null) {
            into.put(field.name(), value);
        }
    }

    /** @return null if the member is left out */
    private @Nullable JsonValue value(FieldType field, List<WireField> stored) {
        if (stored.isEmpty() && (field.shape() != FieldType.Shape.VALUE || isWrapper(field.type()))) {
            return field.omitEmpty() ? null : JsonNull.NULL;
        }
        if (field.shape() == FieldType.Shape.LIST || field.shape() == FieldType.Shape.MAP) {
            return repeated.value(field, stored);
        }
        JsonValue value = single(field.type(), stored);
        if (field.shape() == FieldType.Shape.VALUE && Scalars.isScalar(field.type())) {
            return field.omitEmpty() && Scalars.isEmpty(value) ? null : value;
        }
        return field.omitZero() && value == JsonNull.NULL ? null : value;
    }

    private boolean isWrapper(String type) {
        MessageType message = table.message(type);
        return message != null && message.wrapper();
    }

    /** Returns the value of a type, its zero value if nothing is stored. */
    JsonValue single(String type, List<WireField> stored) {
        if (Scalars.isScalar(type)) {
            return stored.isEmpty() ? Scalars.zero(type) : Scalars.value(type, stored.get(stored.size() - 1));
        }
        Bytes message = merged(stored);
        JsonValue value = special.value(type, message);
        if (value != null) {
            return value;
        }
        MessageType messageType = table.message(type);
        if (messageType == null) {
            return RawFields.object(message, budget);
        }
        return messageType.wrapper() ? repeated.wrapped(messageType, message) : object(messageType, message);
    }

    private static Bytes merged(List<WireField> stored) {
        return Bytes.joined(stored.stream().map(WireField::bytes).toList());
    }

    List<WireField> parse(Bytes message) {
        return WireField.parse(message, budget);
    }

    void note(String text) {
        notes.add(String.join(".", path) + " " + text);
    }

    /** Returns where the decoder stands, for an error. */
    DocumentException at(DocumentException cause) {
        return path.isEmpty()
                ? cause
                : new DocumentException("%s: %s".formatted(String.join(".", path), cause.getMessage()));
    }
}
