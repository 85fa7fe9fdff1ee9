package io.etcdsnapshot.testing;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/**
 * Reads the one kind of object that Helm sends as protobuf: the Secret in which it keeps a release. Source: Kubernetes
 * API concepts, "Protobuf encoding"; {@code generated.proto} of {@code k8s.io/api/core/v1} and
 * {@code k8s.io/apimachinery}.
 */
final class KubeProtobuf {
    private static final ByteBuffer MAGIC = ByteBuffer.wrap(new byte[] {'k', '8', 's', 0});
    private static final int LENGTH_DELIMITED = 2;

    private record Field(int number, ByteBuffer value) {
        String text() {
            return StandardCharsets.UTF_8.decode(value.duplicate()).toString();
        }

        String base64() {
            return StandardCharsets.US_ASCII
                    .decode(Base64.getEncoder().encode(value.duplicate()))
                    .toString();
        }
    }

    private KubeProtobuf() {}

    /** What a request holds, be it JSON or protobuf. */
    static JsonObject read(byte[] body) {
        ByteBuffer given = ByteBuffer.wrap(body);
        if (MAGIC.mismatch(given) != MAGIC.limit()) {
            return JsonParser.parseString(new String(body, StandardCharsets.UTF_8))
                    .getAsJsonObject();
        }
        List<Field> envelope = fields(given.position(MAGIC.limit()));
        List<Field> secret = fields(first(2, envelope).value());
        List<Field> metadata = fields(first(1, secret).value());
        JsonObject shown = new JsonObject();
        shown.addProperty("name", first(1, metadata).text());
        shown.add("labels", map(11, metadata, Field::text));
        JsonObject object = new JsonObject();
        object.addProperty("apiVersion", "v1");
        object.addProperty("kind", "Secret");
        object.add("metadata", shown);
        object.add("data", map(2, secret, Field::base64));
        return object;
    }

    private static JsonObject map(int number, List<Field> fields, Function<Field, String> value) {
        JsonObject map = new JsonObject();
        for (Field entry : fields) {
            if (entry.number() == number) {
                List<Field> pair = fields(entry.value());
                map.addProperty(pair.get(0).text(), value.apply(pair.get(1)));
            }
        }
        return map;
    }

    private static Field first(int number, List<Field> fields) {
        return fields.stream()
                .filter(field -> field.number() == number)
                .findFirst()
                .orElseThrow();
    }

    /** Those with a length; numbers are of no interest here. */
    private static List<Field> fields(ByteBuffer from) {
        ByteBuffer message = from.duplicate();
        List<Field> fields = new ArrayList<>();
        while (message.hasRemaining()) {
            int tag = variable(message);
            int number = variable(message);
            if ((tag & 7) == LENGTH_DELIMITED) {
                fields.add(new Field(tag >>> 3, message.slice(message.position(), number)));
                message.position(message.position() + number);
            }
        }
        return fields;
    }

    private static int variable(ByteBuffer message) {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            byte part = message.get();
            value |= (part & 0x7f) << shift;
            if (part >= 0) {
                return value;
            }
        }
    }
}
