package io.etcdsnapshot.kubernetes.document;

/** Writes one text in the style that libyaml's emitter, as go-yaml drives it, would choose. */
final class YamlScalar {
    private static final int WIDTH = 80;

    private YamlScalar() {}

    /** @param indent where the lines of a folded or literal text begin */
    static void write(String text, boolean key, int indent, YamlText out) {
        YamlStyle style = YamlStyle.of(text);
        if (style.literal() && !key) {
            literal(text, indent, out);
        } else if (style.plain()) {
            folded(text, key, indent, out);
        } else if (style.singleQuoted()) {
            out.append("'");
            folded(text.replace("'", "''"), key, indent, out, 0);
            out.append("'");
        } else {
            doubleQuoted(text, key, indent, out);
        }
    }

    private static void folded(String text, boolean key, int indent, YamlText out) {
        folded(text, key, indent, out, -1);
    }

    /** @param before no fold at this index or earlier, nor at the last character */
    private static void folded(String text, boolean key, int indent, YamlText out, int before) {
        if (key || out.column() + text.length() <= WIDTH) {
            out.append(text);
            return;
        }
        boolean spaces = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean mayFold = c == ' ' && !spaces && out.column() > WIDTH && i > before;
            if (mayFold && i + 1 < text.length() && text.charAt(i + 1) != ' ') {
                out.newLine(indent);
            } else {
                out.append(c);
            }
            spaces = c == ' ';
            i += Character.charCount(c);
        }
    }

    private static void doubleQuoted(String text, boolean key, int indent, YamlText out) {
        boolean spaces = false;
        out.append("\"");
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean within = i > 0 && i < text.length() - 1;
            if (c == '"' || c == '\\' || c == '\n' || !YamlStyle.isPrintable(c)) {
                out.append(escape(c));
            } else if (c == ' ' && !key && !spaces && out.column() > WIDTH && within) {
                out.newLine(indent);
                if (text.charAt(i + 1) == ' ') {
                    out.append("\\");
                }
            } else {
                out.append(c);
            }
            spaces = c == ' ';
            i += Character.charCount(c);
        }
        out.append("\"");
    }

    private static String escape(int c) {
        return switch (c) {
            case 0 -> "\\0";
            case 7 -> "\\a";
            case 8 -> "\\b";
            case '\t' -> "\\t";
            case '\n' -> "\\n";
            case 0xb -> "\\v";
            case '\f' -> "\\f";
            case '\r' -> "\\r";
            case 0x1b -> "\\e";
            case '"', '\\' -> "\\" + (char) c;
            case 0x85 -> "\\N";
            case 0x2028 -> "\\L";
            case 0x2029 -> "\\P";
            default -> {
                if (c <= 0xff) {
                    yield "\\x%02X".formatted(c);
                }
                yield (c <= 0xffff ? "\\u%04X" : "\\U%08X").formatted(c);
            }
        };
    }

    private static void literal(String text, int indent, YamlText out) {
        out.append("|");
        if (text.charAt(0) == ' ' || text.charAt(0) == '\n') {
            out.append("2");
        }
        if (!text.endsWith("\n")) {
            out.append("-");
        } else if (text.length() == 1 || text.endsWith("\n\n")) {
            out.append("+");
        }
        out.lineBreak();
        boolean lineStart = true;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (c == '\n') {
                out.lineBreak();
                lineStart = true;
            } else {
                if (lineStart) {
                    out.append(" ".repeat(indent));
                }
                lineStart = false;
                out.append(c);
            }
            i += Character.charCount(c);
        }
    }
}
