package io.etcdsnapshot.crypto;

/** Signs manifests. */
public interface Signer {
    /** Returns a detached signature as text. */
    String sign(byte[] message);
}
