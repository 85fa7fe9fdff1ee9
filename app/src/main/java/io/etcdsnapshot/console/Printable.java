package io.etcdsnapshot.console;

/**
 * Escapes what drives a terminal or turns text around: control characters, and Unicode's invisible format and line
 * separating ones. They come from manifests, file names and remote hosts. The form, {@code \}{@code u001b}, is JSON's, so a
 * document keeps its meaning.
 */
public final class Printable {
    private Printable() {}

    /** Returns the text on one line. */
    public static String line(String text) {
        return escaped(text, false);
    }

    /** Returns a text of several lines. */
    public static String lines(String text) {
        return escaped(text, true);
    }

    private static String escaped(String text, boolean breaks) {
        for (int i = 0; i < text.length(); i++) {
            if (isEscaped(text.charAt(i), breaks)) {
                return from(i, text, breaks);
            }
        }
        return text;
    }

    private static String from(int start, String text, boolean breaks) {
        StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, start);
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isEscaped(c, breaks)) {
                escaped.append("\\u").append(String.format("%04x", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static boolean isEscaped(char c, boolean breaks) {
        if (c < 0x7f) {
            return c < ' ' && !(breaks && c == '\n') && c != '\t';
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
