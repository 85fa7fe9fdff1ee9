package io.etcdsnapshot.kubernetes.document;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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
    private static final int BREAK = 0xff;
    private static final long INDEFINITE = -1;

    private final byte[] bytes;
    private final Budget budget;
    private int at;

    private CborReader(byte[] bytes, Budget budget) {
        this.bytes = bytes;
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
        CborReader reader = new CborReader(bytes, budget);
        JsonValue value = reader.value();
        if (reader.at < bytes.length) {
            throw reader.malformed("bytes behind its end");
        }
        return value;
    }

    private JsonValue value() {
        budget.spend();
        int initial = next();
        int info = initial & 31;
        return switch (initial >> 5) {
            case 0 -> JsonNumber.of(signed(argument(info)));
            case 1 -> JsonNumber.of(-1 - signed(argument(info)));
            case 2, 3 -> new JsonString(text(string(initial >> 5, argument(info))));
            case 4 -> array(argument(info));
            case 5 -> object(argument(info));
            case 6 -> tagged(argument(info));
            default -> simple(info);
        };
    }

    private JsonArray array(long length) {
        budget.enter();
        List<JsonValue> items = new ArrayList<>();
        while (length == INDEFINITE ? !atBreak() : items.size() < length) {
            items.add(value());
        }
        budget.leave();
        return new JsonArray(items);
    }

    private JsonObject object(long length) {
        budget.enter();
        Map<String, JsonValue> members = new LinkedHashMap<>();
        while (length == INDEFINITE ? !atBreak() : members.size() < length) {
            if (!(value() instanceof JsonString name)) {
                throw malformed("a member whose name is no text");
            }
            if (members.put(name.value(), value()) != null) {
                throw malformed("a member given twice");
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
        int initial = next();
        int major = initial >> 5;
        if (major != 2 && major != 3) {
            throw malformed("tag %d on something else than text".formatted(tag));
        }
        byte[] content = string(major, argument(initial & 31));
        if (tag == 0) {
            return new JsonString(text(content));
        } else if (tag == 21) {
            return new JsonString(Base64.getUrlEncoder().withoutPadding().encodeToString(content));
        } else if (tag == 22) {
            return new JsonString(Base64.getEncoder().encodeToString(content));
        } else if (tag == 23) {
            return new JsonString(HexFormat.of().withUpperCase().formatHex(content));
        }
        throw malformed("unknown tag " + tag);
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
            throw malformed("a time out of range");
        }
        throw malformed("a time that is no number");
    }

    private JsonValue simple(int info) {
        return switch (info) {
            case 20 -> JsonBoolean.FALSE;
            case 21 -> JsonBoolean.TRUE;
            case 22 -> JsonNull.NULL;
            case 25 -> number(half((int) unsigned(2)));
            case 26 -> number(Float.intBitsToFloat((int) unsigned(4)));
            case 27 -> number(Double.longBitsToDouble(unsigned(8)));
            default -> throw malformed("a simple value that JSON lacks");
        };
    }

    private JsonNumber number(double value) {
        if (!Double.isFinite(value)) {
            throw malformed("a number that JSON lacks");
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

    private byte[] string(int major, long length) {
        if (length != INDEFINITE) {
            if (length < 0 || length > bytes.length - at) {
                throw malformed("a text that ends early");
            }
            at += (int) length;
            return Arrays.copyOfRange(bytes, at - (int) length, at);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        while (!atBreak()) {
            int initial = next();
            if (initial >> 5 != major || (initial & 31) == 31) {
                throw malformed("a text in parts of another type");
            }
            whole.writeBytes(string(major, argument(initial & 31)));
        }
        return whole.toByteArray();
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private boolean atBreak() {
        if (at < bytes.length && (bytes[at] & 0xff) == BREAK) {
            at++;
            return true;
        }
        return false;
    }

    private long argument(int info) {
        return switch (info) {
            case 24 -> unsigned(1);
            case 25 -> unsigned(2);
            case 26 -> unsigned(4);
            case 27 -> signed(unsigned(8));
            case 28, 29, 30 -> throw malformed("a reserved length");
            case 31 -> INDEFINITE;
            default -> info;
        };
    }

    private long signed(long value) {
        if (value < 0) {
            throw malformed("a number that does not fit");
        }
        return value;
    }

    private long unsigned(int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = value << 8 | next();
        }
        return value;
    }

    private int next() {
        if (at >= bytes.length) {
            throw new DocumentException("the CBOR ends early");
        }
        return bytes[at++] & 0xff;
    }

    private DocumentException malformed(String what) {
        return new DocumentException("invalid CBOR at byte %d: %s".formatted(at, what));
    }
}
