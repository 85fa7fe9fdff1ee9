package io.etcdsnapshot.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the tests of faults count, for {@code scripts/faults} to sum up; and how often they are to repeat themselves. */
public final class Tally {
    private Tally() {}

    /** By how much the loops that kill are to be longer than usual. */
    public static int times() {
        return Integer.getInteger("faults.times", 1);
    }

    public static synchronized void kills(int number) throws IOException {
        add("kills", number);
    }

    /** Bytes of sets that were whole and are not any more. */
    public static synchronized void lost(long bytes) throws IOException {
        add("lost", bytes);
    }

    private static void add(String what, long amount) throws IOException {
        String file = System.getProperty("faults.tally");
        if (file != null) {
            Files.writeString(
                    Path.of(file),
                    "%s %d%n".formatted(what, amount),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }
}
