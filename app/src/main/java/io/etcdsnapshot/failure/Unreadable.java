package io.etcdsnapshot.failure;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * Reading that failed: a lost connection, a missing right, an I/O error. It says nothing about what would have been
 * read, so it is never a finding. The message is for a person: lower case, no full stop, and names the place.
 */
public final class Unreadable extends IOException {
    private final boolean isTransient;
    private final @Nullable String hint;

    public Unreadable(String message, boolean isTransient, @Nullable String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.isTransient = isTransient;
        this.hint = hint;
    }

    /** Wraps an I/O error; one that is an {@code Unreadable} already stays as it is. */
    public static Unreadable of(String what, IOException e) {
        return e instanceof Unreadable known
                ? known
                : new Unreadable("can't read %s: %s".formatted(what, Reason.of(e)), Reason.isTransient(e), null, e);
    }

    /** Returns whether reading failed because there is no such file or directory. */
    public static boolean isMissing(IOException e) {
        return e instanceof NoSuchFileException || e.getCause() instanceof NoSuchFileException;
    }

    public Unreadable hint(String newHint) {
        return new Unreadable(getMessage(), isTransient, newHint, getCause());
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** Returns whether trying again later makes sense. */
    public boolean isTransient() {
        return isTransient;
    }

    public @Nullable String hint() {
        return hint;
    }
}
