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
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
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
        Process process = start(true);
        try {
            Thread reader = reader(() -> read(process.getInputStream(), lines));
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

    /**
     * Returns the whole output, without the error output.
     *
     * @param mostBytes of output
     * @throws Failure if it can't be started, fails, writes more or has not ended by {@code timeout}
     */
    byte[] output(Duration timeout, int mostBytes) throws InterruptedException {
        Process process = start(false);
        try {
            AtomicReference<String> lastError = new AtomicReference<>("");
            AtomicReference<byte[]> output = new AtomicReference<>(new byte[0]);
            Thread errors = reader(() -> read(process.getErrorStream(), lastError::set));
            Thread reader = reader(() -> output.set(readAll(process, mostBytes + 1)));
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw Failure.failed("%s did not end within %s and was stopped".formatted(name, text(timeout)));
            }
            reader.join(OUTPUT_GRACE.toMillis());
            errors.join(OUTPUT_GRACE.toMillis());
            byte[] bytes = Objects.requireNonNull(output.get());
            if (bytes.length > mostBytes) {
                throw Failure.failed("%s wrote more than %d bytes".formatted(name, mostBytes));
            } else if (process.exitValue() != 0) {
                throw Failure.failed("%s failed: %s".formatted(name, lastError.get()));
            }
            return bytes;
        } finally {
            mark.endAll(process);
        }
    }

    private static Thread reader(Runnable work) {
        Thread reader = new Thread(work, "host-output");
        reader.setDaemon(true);
        reader.start();
        return reader;
    }

    private static byte[] readAll(Process process, int most) {
        try (InputStream in = process.getInputStream()) {
            byte[] bytes = in.readNBytes(most);
            if (bytes.length == most) {
                process.destroy();
            }
            return bytes;
        } catch (IOException e) {
            return new byte[0]; // the process was ended while it wrote
        }
    }

    private Process start(boolean together) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(together);
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
