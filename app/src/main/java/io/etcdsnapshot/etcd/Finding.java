package io.etcdsnapshot.etcd;

/**
 * What one check of one file found.
 *
 * @param file the file's name, without its directory
 * @param check a short stable name: {@code trailer}, {@code meta}, {@code pages}, {@code keys}, …
 * @param detail for people; says what was proven, or what is wrong
 */
public record Finding(String file, String check, boolean ok, String detail) {
    public static Finding passed(String file, String check, String detail) {
        return new Finding(file, check, true, detail);
    }

    public static Finding failed(String file, String check, String detail) {
        return new Finding(file, check, false, detail);
    }
}
