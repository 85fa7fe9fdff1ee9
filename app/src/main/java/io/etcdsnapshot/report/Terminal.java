package io.etcdsnapshot.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/** The terminal that a person may be looking at. */
public final class Terminal {
    private static final Path DEVICE = Path.of("/dev/tty");
    private static final int IN = 0;
    private static final int OUT = 1;
    private static final int ERR = 2;

    private final Map<String, String> environment;
    private final IntPredicate isTerminal;

    private Terminal(Map<String, String> environment, IntPredicate isTerminal) {
        this.environment = environment;
        this.isTerminal = isTerminal;
    }

    /** That of this process. */
    public static Terminal of(Map<String, String> environment) {
        return new Terminal(environment, Terminal::isDevice);
    }

    /** All goes to files. */
    static Terminal none() {
        return new Terminal(Map.of(), descriptor -> false);
    }

    /** Whether what is told on standard error may move there. */
    boolean isWatched() {
        return environment.get("NO_COLOR") == null && !"dumb".equals(environment.get("TERM")) && isTerminal.test(ERR);
    }

    /** Whether a person can type on standard input. */
    boolean isTypedAt() {
        return isTerminal.test(IN);
    }

    /** Columns that standard output has, if it is a terminal. */
    Optional<Integer> outputWidth() {
        return isTerminal.test(OUT) ? width() : Optional.empty();
    }

    Optional<Integer> width() {
        return columns(environment.getOrDefault("COLUMNS", "")).or(Terminal::askDevice);
    }

    private static boolean isDevice(int descriptor) {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** The virtual machine can't tell. */
    private static Optional<Integer> askDevice() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(DEVICE.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return columns(size.strip().replaceFirst("^\\d+ ", ""));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> columns(String text) {
        return text.matches("[1-9]\\d{0,4}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }
}
