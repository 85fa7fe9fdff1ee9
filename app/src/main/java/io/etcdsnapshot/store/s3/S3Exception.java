package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * A request that failed, in one line for a person that names bucket, key and server as far as they matter.
 */
final class S3Exception extends IOException {
    /** Names what the caller can act on. */
    enum Kind {
        NO_BUCKET,
        NOT_FOUND,
        /** There is no such multipart upload: it was completed, or aborted. */
        NO_UPLOAD,
        /** A condition of the request does not hold. */
        PRECONDITION,
        /** What arrived is not what was sent. */
        DAMAGED_ON_THE_WAY,
        NOT_SUPPORTED,
        DENIED,
        EXPIRED_CREDENTIALS,
        /** The name of the server is not known, for now or for ever. */
        NO_HOST,
        /** Busy, away, or cut off. */
        UNAVAILABLE,
        OTHER
    }

    private final Kind kind;
    private final boolean isTransient;
    private final @Nullable String hint;

    S3Exception(Kind kind, String message, boolean isTransient, @Nullable String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.isTransient = isTransient;
        this.hint = hint;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    Kind kind() {
        return kind;
    }

    boolean isTransient() {
        return isTransient;
    }

    @Nullable
    String hint() {
        return hint;
    }

    S3Exception hint(String newHint) {
        return new S3Exception(kind, getMessage(), isTransient, newHint, getCause());
    }

    /** Returns the same for readers, who tell a file that is missing by its cause, as with other stores. */
    Unreadable asUnreadable() {
        Throwable cause = kind == Kind.NOT_FOUND ? new NoSuchFileException(getMessage()).initCause(this) : this;
        return new Unreadable(getMessage(), isTransient, hint, cause);
    }

    Failure asFailure() {
        Failure failure = Failure.failed(getMessage(), this);
        failure = hint == null ? failure : failure.hint(hint);
        return isTransient ? failure.asTransient() : failure;
    }
}
