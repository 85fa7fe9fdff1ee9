package io.etcdsnapshot.report;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Standard output for the result and nothing else; standard error for all that is told on the way. */
public final class Console implements Log {
    private static final long WORTH_WATCHING_BYTES = 16 << 20;
    private static final int USUAL_WIDTH = 80;

    /** How much is told on standard error. */
    public enum Verbosity {
        QUIET,
        NORMAL,
        VERBOSE
    }

    /** As it was told, without secrets; the hint is empty if there is none. */
    public record Told(String message, String hint) {}

    private final PrintStream out;
    private final StatusLine err;
    private final Terminal terminal;
    private final AtomicBoolean watching = new AtomicBoolean();
    private final Redactor redactor = new Redactor();
    private Verbosity verbosity = Verbosity.NORMAL;
    private @Nullable Told firstError;

    /** For streams that nobody watches. */
    public Console(PrintStream out, PrintStream err) {
        this(out, err, Terminal.none());
    }

    public Console(PrintStream out, PrintStream err, Terminal terminal) {
        this.out = out;
        this.err = new StatusLine(err);
        this.terminal = terminal;
    }

    public void verbosity(Verbosity verbosity) {
        this.verbosity = verbosity;
    }

    public boolean isVerbose() {
        return verbosity == Verbosity.VERBOSE;
    }

    public void result(String text) {
        out.print(text.endsWith("\n") ? text : text + "\n");
        out.flush();
    }

    /** Standard output, for help. */
    public PrintWriter resultWriter() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    /** Columns that a result may take: all there are, where it goes to no terminal. */
    public int width() {
        return terminal.outputWidth().orElse(Integer.MAX_VALUE);
    }

    /** Asks the person at the terminal for a line; empty if there is nobody. */
    public Optional<UnaryOperator<String>> questions() {
        return terminal.isTypedAt() ? Optional.of(this::ask) : Optional.empty();
    }

    /** On standard error, as the result may go elsewhere. */
    private String ask(String question) {
        err.print(question);
        try {
            String line = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
            return Objects.requireNonNullElse(line, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param proxy an address that may hold credentials */
    public void hideCredentials(String proxy) {
        redactor.hideCredentials(proxy);
    }

    @Override
    public String clean(String line) {
        return redactor.line(line);
    }

    @Override
    public void debug(String line) {
        if (verbosity == Verbosity.VERBOSE) {
            err.println(redactor.line(line));
        }
    }

    @Override
    public void info(String line) {
        if (verbosity != Verbosity.QUIET) {
            err.println(redactor.line(line));
        }
    }

    @Override
    public void warn(String line) {
        if (verbosity != Verbosity.QUIET) {
            err.println("warning: " + redactor.line(line));
        }
    }

    /** One at a time, which with several streams is the first. */
    @Override
    public InputStream watched(String what, long bytes, InputStream in) {
        if (verbosity == Verbosity.QUIET || bytes < WORTH_WATCHING_BYTES || !watching.compareAndSet(false, true)) {
            return in;
        }
        Meter meter = terminal.isWatched()
                ? new BarMeter(what, bytes, err, terminal.width().orElse(USUAL_WIDTH) - 1)
                : new LineMeter(what, bytes, this::info, System::nanoTime);
        return new MeteredInput(in, meter, () -> watching.set(false));
    }

    public void error(Failure failure) {
        error(failure.getMessage(), failure.hint() == null ? "" : failure.hint());
        if (isVerbose()) {
            stackTrace(failure);
        }
    }

    /** @param hint empty if there is none */
    public void error(String message, String hint) {
        Told error = new Told(redactor.text(message), redactor.text(hint));
        err.println("error: " + error.message());
        if (!hint.isEmpty()) {
            err.println("hint: " + error.hint());
        }
        if (firstError == null) {
            firstError = error;
        }
    }

    /** The first that was told, or null. */
    public @Nullable Told firstError() {
        return firstError;
    }

    public void stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        err.println(redactor.text(text.toString()));
    }
}
