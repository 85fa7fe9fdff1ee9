package io.etcdsnapshot.backup;

import java.util.List;

/** What is around the content of a stored file, from the inside out: compression, then encryption. */
public enum Wrapping {
    COMPRESSED_AND_ENCRYPTED(".zst.age", true, true),
    ENCRYPTED(".age", false, true),
    COMPRESSED(".zst", true, false),
    NONE("", false, false);

    private final String suffix;
    private final boolean compressed;
    private final boolean encrypted;

    Wrapping(String suffix, boolean compressed, boolean encrypted) {
        this.suffix = suffix;
        this.compressed = compressed;
        this.encrypted = encrypted;
    }

    public static Wrapping of(boolean compressed, boolean encrypted) {
        return List.of(values()).stream()
                .filter(each -> each.compressed == compressed && each.encrypted == encrypted)
                .findFirst()
                .orElseThrow();
    }

    /** Returns what a stored file's name tells. */
    public static Wrapping of(String name) {
        for (Wrapping each : values()) {
            if (name.endsWith(each.suffix)) {
                return each;
            }
        }
        return NONE;
    }

    /** Returns the name that such a stored file has without it; other tools have names without a suffix. */
    String plainName(String name) {
        return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
    }

    /** Returns the same as text behind "stored". */
    String words() {
        return (compressed ? "compressed" : "")
                + (compressed && encrypted ? " and " : "")
                + (encrypted ? "encrypted" : "");
    }

    public boolean isCompressed() {
        return compressed;
    }

    public boolean isEncrypted() {
        return encrypted;
    }

    /** Returns what stored files have behind their names. */
    public String suffix() {
        return suffix;
    }
}
