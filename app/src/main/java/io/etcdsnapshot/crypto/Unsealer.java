package io.etcdsnapshot.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/** Decrypts with identities. */
public interface Unsealer {
    /** Returns the fingerprints of the recipients whose identities these are. */
    Set<String> fingerprints();

    /**
     * Reads the header of an encrypted file, which may be armored, and finds the identity that opens it. What the stream
     * delivers is authentic; it fails with {@link UnsealException} where the file is damaged or cut short.
     *
     * @throws UnsealException if none opens it, or it is no such file
     * @throws IOException if {@code in} can't be read
     */
    InputStream open(InputStream in) throws IOException;
}
