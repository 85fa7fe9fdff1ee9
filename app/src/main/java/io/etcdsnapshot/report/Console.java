package io.etcdsnapshot.report;

import io.etcdsnapshot.backup.Failure;
import io.etcdsnapshot.backup.Log;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Standard output for the result and nothing else; standard error for all that is told on the way. */
public final class Console implements Log {
    /** How much is told on standard error. */
    public enum Verbosity {
        QUIET,
        NORMAL,
        VERBOSE
    }

    private final PrintStream out;
    private final PrintStream err;
    private final Redactor redactor = new Redactor();
    private Verbosity verbosity = Verbosity.NORMAL;

    public Console(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
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

    public void error(Failure failure) {
        error(failure.getMessage(), failure.hint() == null ? "" : failure.hint());
        if (isVerbose()) {
            stackTrace(failure);
        }
    }

    /** @param hint empty if there is none */
    public void error(String message, String hint) {
        err.println("error: " + redactor.text(message));
        if (!hint.isEmpty()) {
            err.println("hint: " + redactor.text(hint));
        }
    }

    public void stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        err.println(redactor.text(text.toString()));
    }
}
