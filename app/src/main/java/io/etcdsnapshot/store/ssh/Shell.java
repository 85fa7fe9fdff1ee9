package io.etcdsnapshot.store.ssh;

/** Words for a POSIX shell. */
final class Shell {
    private Shell() {}

    /** Quoted so that nothing in it means anything to the shell. */
    static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
