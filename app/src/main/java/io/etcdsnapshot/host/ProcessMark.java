package io.etcdsnapshot.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A variable in the environment of all that one run starts. Children inherit it even when they leave their session or
 * their parent dies, so nothing that a run started can hide from its end.
 */
final class ProcessMark {
    private static final String VARIABLE = "ETCD_SNAPSHOT_STAGING";
    private static final int ROUNDS = 100;
    private static final long PAUSE_MILLIS = 20;

    private final String value;

    /** @param staging the directory that the run works in */
    ProcessMark(Path staging) {
        this.value = staging.toAbsolutePath().toString();
    }

    void put(Map<String, String> environment) {
        environment.put(VARIABLE, value);
    }

    /** Ends all processes with this mark, and {@code root} with its descendants, and waits until they are gone. */
    void endAll(@Nullable Process root) {
        for (int round = 0; round < ROUNDS; round++) {
            Set<ProcessHandle> alive = alive(root);
            if (alive.isEmpty()) {
                return;
            }
            alive.forEach(ProcessHandle::destroyForcibly);
            pause();
        }
    }

    private Set<ProcessHandle> alive(@Nullable Process root) {
        Set<ProcessHandle> found = new HashSet<>(marked());
        if (root != null) {
            root.descendants().forEach(found::add);
            found.add(root.toHandle());
        }
        return found.stream().filter(ProcessHandle::isAlive).collect(Collectors.toSet());
    }

    private List<ProcessHandle> marked() {
        byte[] wanted = (VARIABLE + "=" + value).getBytes(StandardCharsets.UTF_8);
        long self = ProcessHandle.current().pid();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(path -> path.getFileName().toString().matches("\\d+"))
                    .filter(path -> environmentHolds(path.resolve("environ"), wanted))
                    .map(path -> Long.parseLong(path.getFileName().toString()))
                    .filter(pid -> pid != self)
                    .flatMap(pid -> ProcessHandle.of(pid).stream())
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static boolean environmentHolds(Path environ, byte[] wanted) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(environ);
        } catch (IOException e) {
            return false;
        }
        for (int start = 0; start < bytes.length; ) {
            int end = start;
            while (end < bytes.length && bytes[end] != 0) {
                end++;
            }
            if (Arrays.equals(bytes, start, end, wanted, 0, wanted.length)) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }

    /** Not interruptible: this runs while everything else is being stopped. */
    private static void pause() {
        boolean interrupted = Thread.interrupted();
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
