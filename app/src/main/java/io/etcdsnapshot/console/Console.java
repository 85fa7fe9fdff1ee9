package io.etcdsnapshot.console;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Writes the result to standard output, and log, progress and errors to standard error. */
public final class Console implements Log {
    private static final long WORTH_WATCHING_BYTES = 16 << 20;
    private static final int USUAL_WIDTH = 80;

    /** Names how much goes to standard error. */
    public enum Verbosity {
        QUIET,
        NORMAL,
        VERBOSE
    }

    private final ResultStream out;
    private final StatusLine err;
    private final Terminal terminal;
    private final AtomicBoolean watching = new AtomicBoolean();
    private final Map<String, Optional<String>> secrets = new ConcurrentHashMap<>();
    private final Redactor redactor = new Redactor();
    private Verbosity verbosity = Verbosity.NORMAL;
    private UnaryOperator<String> hints = UnaryOperator.identity();
    private @Nullable LoggedError firstError;

    /** Writes to streams that are no terminal. */
    public Console(OutputStream out, PrintStream err) {
        this(out, err, Terminal.none());
    }

    public Console(OutputStream out, PrintStream err, Terminal terminal) {
        this.out = new ResultStream(out);
        this.err = new StatusLine(err);
        this.terminal = terminal;
    }

    public void verbosity(Verbosity verbosity) {
        this.verbosity = verbosity;
    }

    public boolean isQuiet() {
        return verbosity == Verbosity.QUIET;
    }

    public boolean isVerbose() {
        return verbosity == Verbosity.VERBOSE;
    }

    /** Writes to standard output. */
    public void result(String text) {
        if (text.isEmpty()) {
            return;
        }
        byte[] bytes = Printable.lines(text.endsWith("\n") ? text : text + "\n").getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
    }

    /** Writes a document to standard output in which whoever made it escaped what drives a terminal. */
    public void document(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
    }

    /** Returns standard output, for help. */
    public PrintWriter resultWriter() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    /** Returns why a result could not be written; empty if it was, and where the reader of a pipe wants no more. */
    public Optional<String> lostResult() {
        IOException failure = out.failure();
        return failure == null || terminal.outputIsPipe() ? Optional.empty() : Optional.of(Reason.of(failure));
    }

    /** Returns the columns that a result may take: any number where it goes to no terminal. */
    public int width() {
        return terminal.outputWidth().orElse(Integer.MAX_VALUE);
    }

    /** Returns what asks the person at the terminal for a line; empty if there is nobody. */
    public Optional<UnaryOperator<String>> questions() {
        return terminal.isTypedAt() ? Optional.of(this::ask) : Optional.empty();
    }

    /** Asks on standard error, as the result may go elsewhere. */
    private String ask(String question) {
        err.print(question);
        try {
            String line = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
            return Objects.requireNonNullElse(line, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<String> askSecret(String question) {
        return secrets.computeIfAbsent(question, this::typedSecret);
    }

    private Optional<String> typedSecret(String question) {
        java.io.Console device = terminal.isTypedAt() ? System.console() : null;
        if (device == null) {
            return Optional.empty();
        }
        err.clear();
        return Optional.ofNullable(device.readPassword("%s", question)).map(String::new);
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
            err.println(shown(line));
        }
    }

    @Override
    public void info(String line) {
        if (verbosity != Verbosity.QUIET) {
            err.println(shown(line));
        }
    }

    @Override
    public void warn(String line) {
        if (verbosity != Verbosity.QUIET) {
            err.println("warning: " + shown(line));
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

    /** Tells a failure, with a stack trace where much is to be told. */
    public void error(Failure failure) {
        error(LoggedError.of(failure));
        if (isVerbose()) {
            stackTrace(failure);
        }
    }

    /** Tells an error: without secrets, each part on one line. */
    public void error(LoggedError told) {
        LoggedError error = new LoggedError(shownText(told.message()), shownText(hints.apply(told.hint())));
        err.println("error: " + error.message());
        if (!error.hint().isEmpty()) {
            err.println("hint: " + error.hint());
        }
        if (firstError == null) {
            firstError = error;
        }
    }

    /** Returns the first error that was told, or null. */
    public @Nullable LoggedError firstError() {
        return firstError;
    }

    /** Sets how hints are worded for whoever reads them. */
    public void wordHints(UnaryOperator<String> wording) {
        hints = wording;
    }

    private String shown(String line) {
        return Printable.line(redactor.line(line));
    }

    private String shownText(String text) {
        return Printable.line(redactor.text(text));
    }

    public void stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        err.println(Printable.lines(redactor.text(text.toString())));
    }
}
