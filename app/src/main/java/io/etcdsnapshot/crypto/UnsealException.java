package io.etcdsnapshot.crypto;

import java.io.IOException;

/** A reason why an encrypted file can't be read that has nothing to do with reading: its content, or the identities. */
public final class UnsealException extends IOException {
    /** Kinds of reasons. */
    public enum Kind {
        /** It does not begin as an age file does. */
        NOT_SEALED,
        HEADER_DAMAGED,
        /** It is encrypted to other recipients. */
        NO_IDENTITY,
        CHUNK_DAMAGED,
        CUT_SHORT
    }

    private final Kind kind;

    public UnsealException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
