package io.etcdsnapshot.backup;

import java.io.IOException;
import java.util.Map;

/** Adds to a store that it can take in, where they lie, sets that another tool left there. */
public interface Adopting {
    /**
     * Puts small files beside those of a set, the manifest last: then the set is this program's. Nothing that is there is
     * changed; a list of checksums that is there already stays.
     *
     * @param companions content by file name
     * @throws io.etcdsnapshot.failure.Failure refused, if there is a manifest already
     */
    void adopt(BackupSet set, Map<String, byte[]> companions) throws IOException;
}
