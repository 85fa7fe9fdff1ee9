package io.etcdsnapshot.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A variable in the environment of all that one run starts. Children inherit it even when they leave their session or
 * their parent dies, so nothing that a run started can hide from its end.
 */
final class EnvironmentTag {
    private static final String VARIABLE = "ETCD_SNAPSHOT_STAGING";
    private static final int ROUNDS = 100;
    private static final long PAUSE_MILLIS = 20;

    private final String value;

    private EnvironmentTag(Path path) {
        this.value = path.toAbsolutePath().toString();
    }

    /** @param staging the directory that the run works in, by which a later one finds what is left of it */
    static EnvironmentTag of(Path staging) {
        return new EnvironmentTag(staging);
    }

    /** Returns a tag for a command that works in no directory. */
    static EnvironmentTag unique() {
        return new EnvironmentTag(Path.of("/" + UUID.randomUUID()));
    }

    void put(Map<String, String> environment) {
        environment.put(VARIABLE, value);
    }

    /** Ends all processes with this mark and waits until they are gone. */
    void endAll() {
        endAll(Stream::empty);
    }

    /** Ends the same processes, and {@code root} with its descendants. */
    void endAll(Process root) {
        endAll(() -> Stream.concat(Stream.of(root.toHandle()), root.descendants()));
    }

    private void endAll(Supplier<Stream<ProcessHandle>> others) {
        for (int round = 0; round < ROUNDS; round++) {
            Set<ProcessHandle> alive = Stream.concat(marked().stream(), others.get())
                    .filter(ProcessHandle::isAlive)
                    .collect(Collectors.toSet());
            if (alive.isEmpty()) {
                return;
            }
            alive.forEach(ProcessHandle::destroyForcibly);
            pause();
        }
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
