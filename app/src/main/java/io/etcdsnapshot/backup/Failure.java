package io.etcdsnapshot.backup;

import org.jspecify.annotations.Nullable;

/**
 * An end that is no success, told in one line that names what is wrong and, where it helps, a hint at what to do. The
 * words are for a person: lower case, no full stop.
 */
public final class Failure extends RuntimeException {
    /** What kind of end it is; the command line has an exit code for each. */
    public enum Kind {
        FAILED,
        WRONG_USAGE,
        DONE_IN_PART,
        NOT_WHOLE,
        REFUSED
    }

    private final Kind kind;
    private final @Nullable String hint;

    private Failure(Kind kind, String message, @Nullable String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.hint = hint;
    }

    public static Failure failed(String message) {
        return new Failure(Kind.FAILED, message, null, null);
    }

    public static Failure failed(String message, Throwable cause) {
        return new Failure(Kind.FAILED, message, null, cause);
    }

    public static Failure wrongUsage(String message) {
        return new Failure(Kind.WRONG_USAGE, message, null, null);
    }

    public static Failure doneInPart(String message) {
        return new Failure(Kind.DONE_IN_PART, message, null, null);
    }

    public static Failure notWhole(String message) {
        return new Failure(Kind.NOT_WHOLE, message, null, null);
    }

    public static Failure refused(String message) {
        return new Failure(Kind.REFUSED, message, null, null);
    }

    public Failure hint(String hint) {
        Failure hinted = new Failure(kind, getMessage(), hint, getCause());
        hinted.setStackTrace(getStackTrace());
        return hinted;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    public Kind kind() {
        return kind;
    }

    public @Nullable String hint() {
        return hint;
    }
}
