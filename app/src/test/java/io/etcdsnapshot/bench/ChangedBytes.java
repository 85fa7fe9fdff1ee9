package io.etcdsnapshot.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Prints how many bytes of a file lie in pages that an earlier file has not at the same place. */
public final class ChangedBytes {
    private static final int PAGE = 4096;

    private ChangedBytes() {}

    /** {@code EARLIER LATER}. */
    public static void main(String[] arguments) throws IOException {
        byte[] old = new byte[256 * PAGE];
        byte[] now = new byte[256 * PAGE];
        long changed = 0;
        try (InputStream earlier = Files.newInputStream(Path.of(arguments[0]));
                InputStream later = Files.newInputStream(Path.of(arguments[1]))) {
            for (int length; (length = later.readNBytes(now, 0, now.length)) > 0; ) {
                int oldLength = earlier.readNBytes(old, 0, length);
                for (int at = 0; at < length; at += PAGE) {
                    int end = Math.min(at + PAGE, length);
                    boolean same = end <= oldLength && Arrays.equals(now, at, end, old, at, end);
                    changed += same ? 0 : end - at;
                }
            }
        }
        System.out.println(changed);
    }
}
