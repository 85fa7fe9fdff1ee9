package io.etcdsnapshot.store.ssh;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a script on another host printed, and how it ended.
 *
 * @param exitCode -1 if it was ended by a signal
 * @param noise printed before the script began, by the login shell's start-up files
 * @param out null if it did not even begin
 */
record Printed(int exitCode, String noise, byte @Nullable [] out, String err) {
    private static final byte[] BEGIN = (RemoteScript.BEGIN + "\n").getBytes(StandardCharsets.UTF_8);
    private static final String STILL_WORKING = ".";

    static Printed of(@Nullable Integer exitCode, byte[] all, String err) {
        int begin = indexOf(BEGIN, all);
        String noise = new String(all, 0, begin < 0 ? all.length : begin, StandardCharsets.UTF_8);
        byte[] out = begin < 0 ? null : Arrays.copyOfRange(all, begin + BEGIN.length, all.length);
        return new Printed(exitCode == null ? -1 : exitCode, noise.strip(), out, err.strip());
    }

    private static int indexOf(byte[] part, byte[] all) {
        for (int at = 0; at <= all.length - part.length; at++) {
            if (Arrays.equals(part, 0, part.length, all, at, at + part.length)) {
                return at;
            }
        }
        return -1;
    }

    boolean ok() {
        return exitCode == 0;
    }

    /** Returns the lines of its standard output, without its signs of life. */
    List<String> lines() {
        return out == null
                ? List.of()
                : new String(out, StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.equals(STILL_WORKING))
                        .toList();
    }
}
