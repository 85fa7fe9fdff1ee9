package io.etcdsnapshot.host;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs a program on the host and sees to its end: all processes it started, however deep, detached or orphaned, are
 * gone when {@link #run} returns. They are known by a mark in their environment.
 */
final class HostProcess {
    private static final Duration OUTPUT_GRACE = Duration.ofSeconds(2);

    private final String name;
    private final List<String> command;
    private final Map<String, String> environment;
    private final EnvironmentTag mark;

    /** @param name of the program that is run, be it by way of another */
    HostProcess(String name, List<String> command, Map<String, String> environment, EnvironmentTag mark) {
        this.name = name;
        this.command = command;
        this.environment = environment;
        this.mark = mark;
    }

    /**
     * @param lines gets each line of output and error output, from another thread
     * @return the exit code
     * @throws Failure if it can't be started, or has not ended by {@code timeout}
     */
    int run(Duration timeout, Consumer<String> lines) throws InterruptedException {
        Process process = start();
        try {
            Thread reader = new Thread(() -> read(process.getInputStream(), lines), "host-output");
            reader.setDaemon(true);
            reader.start();
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw Failure.failed("%s did not end within %s and was stopped".formatted(name, text(timeout)));
            }
            mark.endAll(process);
            reader.join(OUTPUT_GRACE.toMillis());
            return process.exitValue();
        } finally {
            mark.endAll(process);
        }
    }

    private Process start() {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        mark.put(builder.environment());
        try {
            return builder.start();
        } catch (IOException e) {
            throw Failure.failed("can't run %s: %s".formatted(command.get(0), Reason.of(e)), e);
        }
    }

    private static void read(InputStream output, Consumer<String> lines) {
        try (output) {
            new LineSplitter(lines).readAll(output);
        } catch (IOException e) {
            // the process was ended while it wrote
        }
    }

    private static String text(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
