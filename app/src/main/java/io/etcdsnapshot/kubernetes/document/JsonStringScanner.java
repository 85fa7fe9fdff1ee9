package io.etcdsnapshot.kubernetes.document;

/** Reads one JSON string, from behind its first quotation mark. */
final class JsonStringScanner {
    private static final int HEX_DIGITS = 4;
    private static final int HEX = 16;

    private final String text;
    private int at;

    JsonStringScanner(String text, int at) {
        this.text = text;
        this.at = at;
    }

    /** Returns the index behind the last quotation mark. */
    int end() {
        return at;
    }

    String scan() {
        int start = at;
        while (peek() != '"' && peek() != '\\') {
            refuseControl(next());
        }
        String plain = text.substring(start, at);
        if (peek() == '"') {
            at++;
            return plain;
        }
        StringBuilder out = new StringBuilder(plain);
        while (peek() != '"') {
            char c = next();
            refuseControl(c);
            out.append(c == '\\' ? escape() : c);
        }
        at++;
        return Characters.wellFormed(out.toString());
    }

    private char escape() {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw malformed("an unknown escape");
        };
    }

    private char unicode() {
        int value = 0;
        for (int i = 0; i < HEX_DIGITS; i++) {
            int digit = Character.digit(next(), HEX);
            if (digit < 0) {
                throw malformed("an unknown escape");
            }
            value = value * HEX + digit;
        }
        return (char) value;
    }

    private void refuseControl(char c) {
        if (c < ' ') {
            throw malformed("a control character in a string");
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw new DocumentException("the JSON ends early");
        }
        return text.charAt(at);
    }

    private char next() {
        char c = peek();
        at++;
        return c;
    }

    private DocumentException malformed(String what) {
        return new DocumentException("invalid JSON at character %d: %s".formatted(at, what));
    }
}
