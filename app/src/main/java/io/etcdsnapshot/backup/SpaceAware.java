package io.etcdsnapshot.backup;

import java.io.IOException;
import java.util.OptionalLong;

/** Adds to a store that it knows how much space is left. */
public interface SpaceAware {
    /** Returns the bytes that may still be written, where that can be told; 0 where no more files can be made. */
    OptionalLong freeBytes() throws IOException;

    /** Returns the bytes that may still be written to {@code store}; empty where it can't tell. */
    static OptionalLong freeBytes(ReadableStore store) throws IOException {
        SpaceAware aware = store.ability(SpaceAware.class).orElse(null);
        return aware == null ? OptionalLong.empty() : aware.freeBytes();
    }
}
