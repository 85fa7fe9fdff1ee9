package io.etcdsnapshot.backup;

import java.io.IOException;

/** Content of an archive that can't be right, as opposed to an error in reading it. */
public final class DamagedArchive extends IOException {
    DamagedArchive(String message) {
        super(message);
    }
}
