package io.etcdsnapshot.etcd;

import org.jspecify.annotations.Nullable;

/**
 * What one check of one file found.
 *
 * @param file the file's name, without its directory
 * @param check a short stable name: {@code trailer}, {@code meta}, {@code pages}, {@code keys}, …
 * @param ok false: the file is damaged
 * @param warning true where the file is usable, but somebody should know of this; else null
 * @param detail for a person: what was checked, or what is wrong
 */
public record Finding(String file, String check, boolean ok, @Nullable Boolean warning, String detail) {
    public static Finding passed(String file, String check, String detail) {
        return new Finding(file, check, true, null, detail);
    }

    public static Finding warning(String file, String check, String detail) {
        return new Finding(file, check, true, true, detail);
    }

    public static Finding failed(String file, String check, String detail) {
        return new Finding(file, check, false, null, detail);
    }

    public boolean isWarning() {
        return warning != null && warning;
    }
}
