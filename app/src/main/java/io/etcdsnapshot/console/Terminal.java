package io.etcdsnapshot.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Tells whether a person looks at a terminal, and how wide it is. */
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

    /** Returns the terminal of this process. */
    public static Terminal of(Map<String, String> environment) {
        return new Terminal(environment, Terminal::isDevice);
    }

    /** Returns a terminal that is none: all goes to files. */
    static Terminal none() {
        return new Terminal(Map.of(), descriptor -> false);
    }

    /** Returns whether a progress bar may move on standard error. */
    boolean isWatched() {
        return environment.get("NO_COLOR") == null && !"dumb".equals(environment.get("TERM")) && isTerminal.test(ERR);
    }

    /** Returns whether a person can type on standard input. */
    boolean isTypedAt() {
        return isTerminal.test(IN);
    }

    /** Returns the columns of standard output, if it is a terminal. */
    Optional<Integer> outputWidth() {
        return isTerminal.test(OUT) ? width() : Optional.empty();
    }

    Optional<Integer> width() {
        return columns(environment.getOrDefault("COLUMNS", "")).or(Terminal::askDevice);
    }

    /** Returns whether another program reads standard output. */
    boolean outputIsPipe() {
        return target(OUT).matches("(pipe|socket):.*");
    }

    private static boolean isDevice(int descriptor) {
        String device = target(descriptor);
        return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
    }

    private static String target(int descriptor) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    /** Asks stty, as the virtual machine cannot tell. */
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
