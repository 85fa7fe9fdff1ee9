package io.etcdsnapshot.kubernetes.document;

/**
 * Tells in which styles a text can be written in a block, as libyaml's analysis does.
 *
 * @param literal a text of several lines that a literal block can hold
 */
record YamlStyle(boolean literal, boolean plain, boolean singleQuoted) {
    static YamlStyle of(String text) {
        if (text.isEmpty()) {
            return new YamlStyle(false, false, false);
        }
        boolean lines = text.indexOf('\n') >= 0;
        boolean special = !isPrintable(text);
        boolean trailingSpace = text.endsWith(" ");
        if (lines) {
            return new YamlStyle(!special && !trailingSpace && !text.contains(" \n"), false, false);
        }
        if (special || !YamlResolver.isText(text)) {
            return new YamlStyle(false, false, false);
        }
        boolean plain = !trailingSpace && !text.startsWith(" ") && !hasIndicators(text);
        return new YamlStyle(false, plain, true);
    }

    private static boolean hasIndicators(String text) {
        if (text.startsWith("---") || text.startsWith("...") || "#,[]{}&*!|>'\"%@`".indexOf(text.charAt(0)) >= 0) {
            return true;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean spaceFollows = i + 1 == text.length() || text.charAt(i + 1) == ' ';
            if (spaceFollows && (c == ':' || (i == 0 && (c == '?' || c == '-')))) {
                return true;
            }
            if (c == '#' && text.charAt(i - 1) == ' ') {
                return true;
            }
        }
        return false;
    }

    /** Halves of surrogate pairs are not printable, nor are the characters they stand for. */
    private static boolean isPrintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isPrintable(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether go-yaml writes the character as it is; it escapes all beyond the basic plane. */
    static boolean isPrintable(int c) {
        if (c == '\n') {
            return true;
        }
        if (c >= 0x20 && c <= 0x7e) {
            return true;
        }
        return c >= 0xa0 && c <= 0xfffd && !Character.isSurrogate((char) c) && !Characters.drivesTerminal(c);
    }
}
