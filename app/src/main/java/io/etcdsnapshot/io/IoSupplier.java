package io.etcdsnapshot.io;

import java.io.IOException;

/** Supplies a value by input or output that may fail. */
@FunctionalInterface
public interface IoSupplier<T> {
    T get() throws IOException;
}
