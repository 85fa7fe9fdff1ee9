package io.etcdsnapshot.kubernetes.document;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON (RFC 8259); of members given twice the last one counts, as in Go. */
public final class JsonParser {
    private final String text;
    private final Budget budget;
    private int at;

    private JsonParser(String text, Budget budget) {
        this.text = text;
        this.budget = budget;
    }

    /** @throws DocumentException if the bytes are not one JSON value, or nest too deep or hold too many values */
    public static JsonValue parse(byte[] utf8) {
        return parse(utf8, new Budget());
    }

    public static JsonValue parse(byte[] utf8, Budget budget) {
        JsonParser parser = new JsonParser(new String(utf8, StandardCharsets.UTF_8), budget);
        JsonValue value = parser.value();
        parser.skipSpace();
        if (parser.at < parser.text.length()) {
            throw parser.malformed("text behind its end");
        }
        return value;
    }

    private JsonValue value() {
        budget.spend();
        skipSpace();
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> new JsonString(string());
            case 't' -> literal("true", JsonBoolean.TRUE);
            case 'f' -> literal("false", JsonBoolean.FALSE);
            case 'n' -> literal("null", JsonNull.NULL);
            default -> number();
        };
    }

    private JsonObject object() {
        budget.enter();
        Map<String, JsonValue> members = new LinkedHashMap<>();
        at++;
        skipSpace();
        for (boolean first = true; peek() != '}'; first = false) {
            if (!first) {
                expect(',');
                skipSpace();
            }
            if (peek() != '"') {
                throw malformed("a member without name");
            }
            String name = string();
            skipSpace();
            expect(':');
            members.put(name, value());
            skipSpace();
        }
        at++;
        budget.leave();
        return new JsonObject(members);
    }

    private JsonArray array() {
        budget.enter();
        List<JsonValue> items = new ArrayList<>();
        at++;
        skipSpace();
        for (boolean first = true; peek() != ']'; first = false) {
            if (!first) {
                expect(',');
            }
            items.add(value());
            skipSpace();
        }
        at++;
        budget.leave();
        return new JsonArray(items);
    }

    private String string() {
        JsonStringScanner scanner = new JsonStringScanner(text, at + 1);
        String value = scanner.scan();
        at = scanner.end();
        return value;
    }

    private JsonNumber number() {
        int start = at;
        while (at < text.length() && "+-0123456789.eE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String number = text.substring(start, at);
        if (!JsonGrammar.isNumber(number)) {
            throw malformed("neither a value nor its end");
        }
        return JsonNumber.parse(number);
    }

    private JsonValue literal(String word, JsonValue value) {
        if (!text.startsWith(word, at)) {
            throw malformed("neither a value nor its end");
        }
        at += word.length();
        return value;
    }

    private void expect(char c) {
        if (peek() != c) {
            throw malformed("'" + c + "' is missing");
        }
        at++;
    }

    private char peek() {
        if (at >= text.length()) {
            throw new DocumentException("the JSON ends early");
        }
        return text.charAt(at);
    }

    private void skipSpace() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private DocumentException malformed(String what) {
        return new DocumentException("invalid JSON at character %d: %s".formatted(at, what));
    }
}
