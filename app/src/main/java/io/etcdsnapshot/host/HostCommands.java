package io.etcdsnapshot.host;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Runs programs as the control-plane host would: in its root, with its PATH and the proxy variables. */
public final class HostCommands {
    private static final Duration SHORT = Duration.ofSeconds(20);

    private final HostRoot root;
    private final Map<String, String> environment;

    /** @param environment all that the programs get */
    public HostCommands(HostRoot root, Map<String, String> environment) {
        this.root = root;
        this.environment = environment;
    }

    HostRoot root() {
        return root;
    }

    /**
     * @param mark by which all that was started is found again
     * @return the exit code
     */
    int run(
            List<String> command,
            Map<String, String> more,
            EnvironmentTag mark,
            Duration timeout,
            Consumer<String> lines)
            throws InterruptedException {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.putAll(more);
        return new HostProcess(command.get(0), root.command(command), all, mark).run(timeout, lines);
    }

    /** Returns the output of a short command; empty if it failed. */
    Optional<String> ask(List<String> command, Map<String, String> more, EnvironmentTag mark, Log log)
            throws InterruptedException {
        Queue<String> output = new ConcurrentLinkedQueue<>();
        try {
            int exit = run(command, more, mark, SHORT, output::add);
            log.debug("%s: exit %d".formatted(String.join(" ", command), exit));
            return exit == 0 ? Optional.of(String.join("\n", output).strip()) : Optional.empty();
        } catch (Failure e) {
            log.debug(e.getMessage());
            return Optional.empty();
        }
    }
}
