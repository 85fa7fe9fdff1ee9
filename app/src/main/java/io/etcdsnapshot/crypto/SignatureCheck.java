package io.etcdsnapshot.crypto;

/** Tells whether a signature is by somebody who is allowed to sign. */
public interface SignatureCheck {
    /**
     * Returns who signed.
     *
     * @throws IllegalArgumentException if the signature is none, is wrong, or is by somebody else, saying which
     */
    String signerOf(byte[] message, String signature);
}
