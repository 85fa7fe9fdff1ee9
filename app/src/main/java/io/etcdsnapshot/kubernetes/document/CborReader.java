package io.etcdsnapshot.kubernetes.document;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads CBOR (RFC 8949) as the API server stores custom resources where CBORServingAndStorage is on: texts are byte
 * strings, bytes are byte strings tagged with the encoding that JSON needs.
 * Source: {@code k8s.io/apimachinery/pkg/runtime/serializer/cbor/internal/modes}.
 */
public final class CborReader {
    private static final int SELF_DESCRIBED = 55799;

    private final CborInput in;
    private final Budget budget;

    private CborReader(CborInput in, Budget budget) {
        this.in = in;
        this.budget = budget;
    }

    public static boolean isSelfDescribed(byte[] bytes) {
        return bytes.length > 3 && bytes[0] == (byte) 0xd9 && bytes[1] == (byte) 0xd9 && bytes[2] == (byte) 0xf7;
    }

    /** @throws DocumentException if the bytes are not one CBOR value that JSON can express */
    public static JsonValue parse(byte[] bytes) {
        return parse(bytes, new Budget());
    }

    public static JsonValue parse(byte[] bytes, Budget budget) {
        CborReader reader = new CborReader(new CborInput(bytes), budget);
        JsonValue value = reader.value();
        if (reader.in.hasMore()) {
            throw reader.in.malformed("bytes behind its end");
        }
        return value;
    }

    private JsonValue value() {
        budget.spend();
        int initial = in.next();
        int info = initial & 31;
        return switch (initial >> 5) {
            case 0 -> JsonNumber.of(in.signed(in.argument(info)));
            case 1 -> JsonNumber.of(-1 - in.signed(in.argument(info)));
            case 2, 3 -> new JsonString(CborInput.text(in.string(initial >> 5, in.argument(info))));
            case 4 -> array(in.argument(info));
            case 5 -> object(in.argument(info));
            case 6 -> tagged(in.argument(info));
            default -> simple(info);
        };
    }

    private JsonArray array(long length) {
        budget.enter();
        List<JsonValue> items = new ArrayList<>();
        while (length == CborInput.INDEFINITE ? !in.atBreak() : items.size() < length) {
            items.add(value());
        }
        budget.leave();
        return new JsonArray(items);
    }

    private JsonObject object(long length) {
        budget.enter();
        Map<String, JsonValue> members = new LinkedHashMap<>();
        while (length == CborInput.INDEFINITE ? !in.atBreak() : members.size() < length) {
            if (!(value() instanceof JsonString name)) {
                throw in.malformed("a member whose name is not a text");
            }
            if (members.put(name.value(), value()) != null) {
                throw in.malformed("a member given twice");
            }
        }
        budget.leave();
        return new JsonObject(members);
    }

    private JsonValue tagged(long tag) {
        if (tag == SELF_DESCRIBED) {
            budget.enter();
            JsonValue value = value();
            budget.leave();
            return value;
        }
        if (tag == 1) {
            return new JsonString(epoch(value()));
        }
        int initial = in.next();
        int major = initial >> 5;
        if (major != 2 && major != 3) {
            throw in.malformed("tag %d on something else than text".formatted(tag));
        }
        byte[] content = in.string(major, in.argument(initial & 31));
        if (tag == 0) {
            return new JsonString(CborInput.text(content));
        } else if (tag == 21) {
            return new JsonString(Base64.getUrlEncoder().withoutPadding().encodeToString(content));
        } else if (tag == 22) {
            return new JsonString(Base64.getEncoder().encodeToString(content));
        } else if (tag == 23) {
            return new JsonString(HexFormat.of().withUpperCase().formatHex(content));
        }
        throw in.malformed("unknown tag " + tag);
    }

    private String epoch(JsonValue seconds) {
        try {
            if (seconds instanceof JsonNumber number) {
                double value = Double.parseDouble(number.text());
                long whole = (long) Math.floor(value);
                return Instant.ofEpochSecond(whole, Math.round((value - whole) * 1e9))
                        .toString();
            }
        } catch (DateTimeException tooFar) {
            throw in.malformed("a time out of range");
        }
        throw in.malformed("a time that is not a number");
    }

    private JsonValue simple(int info) {
        return switch (info) {
            case 20 -> JsonBoolean.FALSE;
            case 21 -> JsonBoolean.TRUE;
            case 22 -> JsonNull.NULL;
            case 25 -> number(half((int) in.unsigned(2)));
            case 26 -> number(Float.intBitsToFloat((int) in.unsigned(4)));
            case 27 -> number(Double.longBitsToDouble(in.unsigned(8)));
            default -> throw in.malformed("a simple value that JSON lacks");
        };
    }

    private JsonNumber number(double value) {
        if (!Double.isFinite(value)) {
            throw in.malformed("a number that JSON lacks");
        }
        return JsonNumber.of(value);
    }

    private static double half(int bits) {
        int exponent = bits >> 10 & 31;
        int fraction = bits & 1023;
        double size;
        if (exponent == 0) {
            size = fraction * 0x1p-24;
        } else if (exponent == 31) {
            size = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else {
            size = Math.scalb(fraction + 1024.0, exponent - 25);
        }
        return bits >> 15 == 0 ? size : -size;
    }
}
