package io.etcdsnapshot.backup;

import java.io.InputStream;
import java.util.Optional;

/** Takes what a run reports while it runs. The command line shows it on standard error, with secrets taken out. */
public interface Log {
    /**
     * Takes secrets out of a line that another program printed; lines must come in their order, as a private key spans
     * several.
     */
    String clean(String line);

    void debug(String line);

    void info(String line);

    void warn(String line);

    /**
     * Shows how far a long read is.
     *
     * @param what is read, such as a set's id
     * @param bytes that will come
     * @return what to read from in place of {@code in}
     */
    default InputStream watched(String what, long bytes, InputStream in) {
        return in;
    }

    /** Asks the person at the terminal, once in a run for each question, and does not show the answer; empty if there is nobody. */
    default Optional<String> askSecret(String question) {
        return Optional.empty();
    }
}
