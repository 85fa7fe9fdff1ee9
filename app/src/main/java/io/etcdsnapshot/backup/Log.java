package io.etcdsnapshot.backup;

/** What a run tells while it runs. The command line shows it on standard error, with secrets taken out. */
public interface Log {
    /**
     * Takes secrets out of a line that another program printed; lines must come in their order, as a private key spans
     * several.
     */
    String clean(String line);

    void debug(String line);

    void info(String line);

    void warn(String line);
}
