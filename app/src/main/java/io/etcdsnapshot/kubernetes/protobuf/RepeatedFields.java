package io.etcdsnapshot.kubernetes.protobuf;

import io.etcdsnapshot.kubernetes.document.Budget;
import io.etcdsnapshot.kubernetes.document.DocumentException;
import io.etcdsnapshot.kubernetes.document.JsonArray;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists and maps, which the wire has as fields that come more than once. */
final class RepeatedFields {
    private final MessageDecoder decoder;
    private final Budget budget;

    RepeatedFields(MessageDecoder decoder, Budget budget) {
        this.decoder = decoder;
        this.budget = budget;
    }

    JsonValue value(FieldType field, List<WireField> stored) {
        return field.shape() == FieldType.Shape.MAP ? entries(field, stored) : items(field, stored);
    }

    /** Returns the list or map that a message of its own stands for. */
    JsonValue wrapped(MessageType type, Bytes message) {
        FieldType items = type.fields().get(0);
        List<WireField> stored = decoder.parse(message);
        if (!stored.stream().allMatch(field -> field.field() == items.number() && items.fits(field.wireType()))) {
            throw new DocumentException("invalid protobuf: a list of something else");
        }
        return value(items, stored);
    }

    private JsonArray items(FieldType field, List<WireField> stored) {
        List<JsonValue> items = new ArrayList<>(stored.size());
        for (WireField value : stored) {
            if (value.wireType() == WireField.LENGTH && Scalars.isVarint(field.type())) {
                for (Bytes.Cursor packed = value.bytes().cursor(); packed.hasMore(); ) {
                    budget.spend();
                    items.add(Scalars.varint(field.type(), packed.varint()));
                }
            } else {
                items.add(decoder.single(field.type(), List.of(value)));
            }
        }
        return new JsonArray(items);
    }

    private JsonObject entries(FieldType field, List<WireField> stored) {
        Map<String, JsonValue> entries = new LinkedHashMap<>();
        for (WireField entry : stored) {
            String key = "";
            List<WireField> value = new ArrayList<>(1);
            for (WireField part : decoder.parse(entry.bytes())) {
                if (part.wireType() != WireField.LENGTH || part.field() > 2) {
                    throw new DocumentException("invalid protobuf: a map entry of something else");
                }
                if (part.field() == 1) {
                    key = part.bytes().utf8();
                } else {
                    value.add(part);
                }
            }
            entries.put(key, decoder.single(field.type(), value));
        }
        return new JsonObject(entries);
    }
}
