package io.etcdsnapshot.kubernetes.encryption;

/** Tells why a value stays encrypted. The message names keys, never their secrets nor anything of the value. */
public final class DecryptionException extends Exception {
    private final Reason reason;

    public enum Reason {
        /** The keys at hand hold none of this provider and name. */
        NO_KEY,
        /** A key of this name is at hand, but the value was encrypted with another one. */
        WRONG_KEY,
        /** The key is right, the value is not what was written. */
        DAMAGED,
        /** The key is right, the value was written under another etcd key. */
        MOVED,
        /** Only the KMS provider can decrypt it. */
        KMS,
        /** The provider is unknown to this program. */
        UNKNOWN_PROVIDER
    }

    DecryptionException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
