package io.etcdsnapshot.kubernetes.document;

/** Collects lines and knows the column, which decides where long texts are folded. */
final class YamlText {
    private final StringBuilder out = new StringBuilder();
    private int column;

    void append(String text) {
        out.append(text);
        column += text.codePointCount(0, text.length());
    }

    void append(int codePoint) {
        out.appendCodePoint(codePoint);
        column++;
    }

    /** Ends the open line, if there is one, and indents the next. */
    void newLine(int indent) {
        if (!out.isEmpty() && column > 0) {
            lineBreak();
        }
        out.append(" ".repeat(indent));
        column = indent;
    }

    void lineBreak() {
        out.append('\n');
        column = 0;
    }

    int column() {
        return column;
    }

    String finish() {
        if (column > 0) {
            lineBreak();
        }
        return out.toString();
    }
}
