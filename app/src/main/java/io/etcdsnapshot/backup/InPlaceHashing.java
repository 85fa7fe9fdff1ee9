package io.etcdsnapshot.backup;

import java.io.IOException;
import java.util.Collection;
import java.util.Optional;

/** Adds to a store that its host hashes its own files, so that nothing of them crosses the link. */
public interface InPlaceHashing {
    /**
     * Finds the SHA-256 of files of a set that is there.
     *
     * @return empty where the host turns out not to be able to
     */
    Optional<Proof> hash(BackupSet set, Collection<String> files) throws IOException;
}
