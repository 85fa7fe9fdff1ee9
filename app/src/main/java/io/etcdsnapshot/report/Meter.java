package io.etcdsnapshot.report;

/** Shows how much of something is done. Told for every buffer, so it has to be quick. */
interface Meter {
    void add(long bytes);

    void end();
}
