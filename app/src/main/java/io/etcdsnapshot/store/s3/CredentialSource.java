package io.etcdsnapshot.store.s3;

import java.io.IOException;
import java.util.Optional;

/** One place where credentials can be. */
interface CredentialSource {
    /**
     * Returns the credentials that are there now; empty if there are none at all.
     *
     * @throws IOException if some are there and can't be used, saying why
     */
    Optional<Credentials> read() throws IOException;
}
