package io.etcdsnapshot.console;

/** Shows how much of something is done. Called for every buffer, so it has to be quick. */
interface Meter {
    void add(long bytes);

    void end();
}
