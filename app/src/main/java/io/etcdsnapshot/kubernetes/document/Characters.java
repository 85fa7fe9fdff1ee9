package io.etcdsnapshot.kubernetes.document;

/** Tells which characters must not reach a terminal as they are. */
final class Characters {
    private Characters() {}

    /** Returns whether it is a control character, a line separator or a mark of direction. */
    static boolean drivesTerminal(int c) {
        return c < 0x20
                || (c >= 0x7f && c < 0xa0)
                || c == 0x61c
                || c == 0x200e
                || c == 0x200f
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069)
                || c == 0xfeff;
    }

    /** Returns the text with U+FFFD for each half of a surrogate pair that stands alone, as Go has it. */
    static String wellFormed(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> out.appendCodePoint(Character.isSurrogate((char) c) && c < 0x10000 ? 0xfffd : c));
        return out.toString();
    }
}
