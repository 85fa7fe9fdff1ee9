package io.etcdsnapshot.store.layout;

import io.etcdsnapshot.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Words that the holder of a lock leaves for people: which command, who runs it, since when. */
public final class LockNote {
    /** As long as a note may be. */
    public static final int BYTES = 256;

    /** Holds the pod's name; the chart sets it. */
    private static final String POD_VARIABLE = "ETCD_SNAPSHOT_POD";

    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private LockNote() {}

    /** Returns the note of this process, which takes a lock now. */
    public static String of(String purpose) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return "%s, %s, since %s".formatted(purpose, self(System.getenv()), now);
    }

    /** Names this process; in a pod, where it has the number of every other container's, by the pod. */
    static String self(Map<String, String> environment) {
        String pod = environment.getOrDefault(POD_VARIABLE, "");
        return pod.isEmpty() ? "process " + ProcessHandle.current().pid() + onHost() : "pod " + pod;
    }

    private static String onHost() {
        try {
            return " on " + Files.readString(HOST_NAME).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** Returns what the second is told, who finds {@code place} locked; {@code note} may be blank. */
    public static Failure heldByAnother(String place, String note) {
        String holder = note.isBlank() ? "" : ": " + note.strip();
        return Failure.refused("another run holds the lock of " + place + holder)
                .asTransient();
    }
}
