package io.etcdsnapshot.bbolt;

/** Takes what is wrong with a database, as it is found. */
@FunctionalInterface
public interface ProblemSink {
    /**
     * @param check {@code pages} or {@code keys}
     * @param detail for a person
     */
    void add(String check, String detail);
}
