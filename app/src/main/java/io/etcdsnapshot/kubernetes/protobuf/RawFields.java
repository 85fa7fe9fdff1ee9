package io.etcdsnapshot.kubernetes.protobuf;

import io.etcdsnapshot.kubernetes.document.Budget;
import io.etcdsnapshot.kubernetes.document.DocumentException;
import io.etcdsnapshot.kubernetes.document.JsonArray;
import io.etcdsnapshot.kubernetes.document.JsonNumber;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonString;
import io.etcdsnapshot.kubernetes.document.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Shows messages of unknown types by field number: text where it is text, else an inner message, else Base64. */
final class RawFields {
    private RawFields() {}

    static JsonObject object(Bytes message, Budget budget) {
        SortedMap<Integer, List<WireField>> fields = new TreeMap<>();
        WireField.parse(message, budget)
                .forEach(field -> fields.computeIfAbsent(field.field(), number -> new ArrayList<>())
                        .add(field));
        return byNumber(fields, budget);
    }

    static JsonObject byNumber(SortedMap<Integer, List<WireField>> fields, Budget budget) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        fields.forEach((number, values) -> {
            List<JsonValue> shown =
                    values.stream().map(value -> value(value, budget)).toList();
            members.put(Integer.toString(number), shown.size() == 1 ? shown.get(0) : new JsonArray(shown));
        });
        return new JsonObject(members);
    }

    private static JsonValue value(WireField field, Budget budget) {
        if (field.wireType() != WireField.LENGTH) {
            return JsonNumber.of(field.number());
        }
        Optional<String> text = text(field.bytes().toArray());
        if (text.isPresent()) {
            return new JsonString(text.get());
        }
        budget.enter();
        try {
            return object(field.bytes(), budget);
        } catch (DocumentException noMessage) {
            return new JsonString(field.bytes().base64());
        } finally {
            budget.leave();
        }
    }

    private static Optional<String> text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.chars().allMatch(c -> c >= ' ' || c == '\n' || c == '\t' || c == '\r')
                    ? Optional.of(text)
                    : Optional.empty();
        } catch (CharacterCodingException noText) {
            return Optional.empty();
        }
    }
}
