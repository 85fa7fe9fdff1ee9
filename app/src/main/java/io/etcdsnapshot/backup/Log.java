package io.etcdsnapshot.backup;

/** What a run tells while it runs. The command line shows it on standard error, with secrets taken out. */
public interface Log {
    void debug(String line);

    void info(String line);

    void warn(String line);
}
