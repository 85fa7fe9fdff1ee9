package io.etcdsnapshot.crypto;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;

/** Encrypts to recipients: whoever holds the identity of one of them can read it. */
public interface Sealer {
    /**
     * Returns the recipients' fingerprints: the SHA-256, in lower-case hexadecimal, of each one's text such as
     * {@code age1…}.
     */
    Set<String> fingerprints();

    /**
     * Begins an encrypted file; closing the stream ends the file and closes {@code out}.
     *
     * @throws IOException if {@code out} can't be written
     */
    OutputStream seal(OutputStream out) throws IOException;

    /** Encrypts a text into the form that mail and JSON can carry. */
    String sealText(String text);
}
