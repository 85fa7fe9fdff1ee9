package io.etcdsnapshot.rehearse;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A program that ends when this one does, however that ends: a shell beside it waits for the end of a pipe from here,
 * which the kernel closes even when this program is killed.
 */
final class SupervisedProcess implements AutoCloseable {
    private static final long ENDING_SECONDS = 30;

    /** Out of reach of signals to our process group, where the system can do that. */
    private static final String OWN_SESSION =
            """
            trap '' HUP INT TERM PIPE
            if [ -z "$OWN_SESSION" ] && command -v setsid >/dev/null 2>&1; then
              OWN_SESSION=yes exec setsid sh -c "$0" "$0" "$@"
            fi
            unset OWN_SESSION
            """;

    /** DIRECTORY COMMAND...: runs it there, by relative names, so that nothing can appear once the directory is gone. */
    private static final String RUN = OWN_SESSION
            + """
            stop() {
              kill -STOP "$1" 2>/dev/null || return 0
              for child in $(cat "/proc/$1/task"/*/children 2>/dev/null); do stop "$child"; done
              kill -KILL "$1" 2>/dev/null
            }
            cd "$1" || exit 1
            shift
            exec 3<&0 </dev/null
            "$@" 3<&- &
            program=$!
            { read -r end <&3; stop "$program"; } &
            watcher=$!
            exec 3<&-
            wait "$program"
            status=$?
            kill -KILL "$watcher" 2>/dev/null
            exit "$status"
            """;

    /** PARENT: makes a private directory, tells its name, and removes it in the end. */
    private static final String KEEP_DIRECTORY = OWN_SESSION
            + """
            umask 077
            directory=$(mktemp -d "$1/%sXXXXXXXXXX") || exit 1
            echo "$directory"
            read -r end
            tries=0
            while [ -e "$directory" ] && [ "$tries" -lt 100 ]; do
              rm -rf "$directory" 2>/dev/null || sleep 0.1
              tries=$((tries + 1))
            done
            """;

    private static final Pattern TELLING = Pattern.compile("(?i)panic|fatal|error|denied|cannot|can't|not found");
    private static final int LAST_LINES = 3;
    private static final int MAX_CHARACTERS = 1000;

    private final Process shell;
    private final @Nullable Path output;

    private SupervisedProcess(Process shell, @Nullable Path output) {
        this.shell = shell;
        this.output = output;
    }

    /** @param output gets all that the program prints */
    static SupervisedProcess run(Path directory, List<String> command, Path output) {
        List<String> arguments = new ArrayList<>(List.of(directory.toString()));
        arguments.addAll(command);
        return new SupervisedProcess(start(RUN, arguments, ProcessBuilder.Redirect.to(output.toFile())), output);
    }

    /** @param prefix of the directory's name */
    static SupervisedProcess keepDirectory(Path parent, String prefix) {
        return new SupervisedProcess(
                start(KEEP_DIRECTORY.formatted(prefix), List.of(parent.toString()), ProcessBuilder.Redirect.PIPE),
                null);
    }

    private static Process start(String script, List<String> arguments, ProcessBuilder.Redirect output) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, script));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output);
        // etcd and its tools take options from variables that begin with ETCD.
        builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
        builder.environment().put("ETCDCTL_API", "3");
        try {
            return builder.start();
        } catch (IOException e) {
            throw Failure.failed("can't run sh: " + Reason.of(e), e);
        }
    }

    InputStream output() {
        return shell.getInputStream();
    }

    /** @return whether it ended within that time */
    boolean await(Duration time) throws InterruptedException {
        return shell.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Of a program that has ended, as a shell counts. */
    int exitCode() {
        return shell.exitValue();
    }

    /** In one line: why it ended, as far as its output tells. */
    String lastWords() {
        try {
            List<String> lines = output == null
                    ? List.of()
                    : new String(Files.readAllBytes(output), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank())
                            .toList();
            String text = lines.stream()
                    .filter(line -> TELLING.matcher(line).find())
                    .findFirst()
                    .orElseGet(() ->
                            String.join(" | ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())));
            return text.isEmpty() ? "it printed nothing" : text.substring(0, Math.min(MAX_CHARACTERS, text.length()));
        } catch (IOException e) {
            return "its output can't be read: " + Reason.of(e);
        }
    }

    /** Returns once the program is gone. */
    @Override
    public void close() {
        try {
            shell.getOutputStream().close();
        } catch (IOException e) {
            shell.destroyForcibly();
        }
        shell.onExit()
                .completeOnTimeout(shell, ENDING_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
