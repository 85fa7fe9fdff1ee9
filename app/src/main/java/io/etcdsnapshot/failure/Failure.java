package io.etcdsnapshot.failure;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Describes a failure in one line that names what is wrong and, where it helps, a hint at what to do. The
 * words are for a person: lower case, no full stop.
 */
public final class Failure extends RuntimeException {
    /** Names the kind of failure; the command line has an exit code for each. */
    public enum Kind {
        FAILED,
        WRONG_USAGE,
        NOT_WHOLE,
        REFUSED
    }

    private final Kind kind;
    private final @Nullable String hint;
    private final boolean isTransient;

    private Failure(Kind kind, String message, @Nullable String hint, boolean isTransient, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.hint = hint;
        this.isTransient = isTransient;
    }

    public static Failure failed(String message) {
        return new Failure(Kind.FAILED, message, null, false, null);
    }

    public static Failure failed(String message, Throwable cause) {
        return new Failure(Kind.FAILED, message, null, false, cause);
    }

    public static Failure wrongUsage(String message) {
        return new Failure(Kind.WRONG_USAGE, message, null, false, null);
    }

    public static Failure notWhole(String message) {
        return new Failure(Kind.NOT_WHOLE, message, null, false, null);
    }

    public static Failure refused(String message) {
        return new Failure(Kind.REFUSED, message, null, false, null);
    }

    /** Returns the failure of an I/O error, transient unless only a person can change its cause. */
    public static Failure io(String message, IOException e) {
        if (e instanceof Unreadable unreadable) {
            return of(unreadable);
        }
        Failure failure = failed(message, e);
        return Reason.isTransient(e) ? failure.asTransient() : failure;
    }

    /** Returns the failure of a run that could not read what it needs. */
    public static Failure of(Unreadable e) {
        return new Failure(Kind.FAILED, e.getMessage(), e.hint(), e.isTransient(), e);
    }

    /** Returns what ended some work as a failure; one that is a failure already stays as it is. */
    public static Failure of(Throwable cause) {
        if (cause instanceof Failure failure) {
            return failure;
        }
        if (cause instanceof Damaged damaged) {
            return notWhole(damaged.getMessage());
        }
        if (cause instanceof OutOfMemoryError) {
            return outOfMemory(cause);
        }
        return cause instanceof IOException io
                ? io(Reason.of(io), io)
                : failed("internal error: " + Objects.requireNonNullElse(cause.getMessage(), "no message"), cause);
    }

    private static Failure outOfMemory(Throwable cause) {
        long megabytes = Runtime.getRuntime().maxMemory() >> 20;
        return failed("out of memory: a heap of %d MB is too small for this".formatted(megabytes), cause)
                .hint("raise the container's memory limit (in the chart's values: resources), or -Xmx");
    }

    public Failure hint(String hint) {
        return with(hint, isTransient);
    }

    /** Marks this failure as transient: it may go away without anybody doing anything. */
    public Failure asTransient() {
        return with(hint, true);
    }

    private Failure with(@Nullable String newHint, boolean newCanPass) {
        Failure changed = new Failure(kind, getMessage(), newHint, newCanPass, getCause());
        changed.setStackTrace(getStackTrace());
        return changed;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    public Kind kind() {
        return kind;
    }

    /** Returns whether a retry makes sense: after a lost connection, a timeout, a held lock. */
    public boolean isTransient() {
        return isTransient;
    }

    public @Nullable String hint() {
        return hint;
    }
}
