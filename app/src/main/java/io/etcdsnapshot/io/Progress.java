package io.etcdsnapshot.io;

/**
 * Is told whenever work at a place moves on, so that whoever waits for it can tell slow from stuck. Bytes sent or read
 * count, and so does what a remote command reports of its own work; that a connection is merely up does not. May be
 * called from any thread, often.
 */
@FunctionalInterface
public interface Progress {
    /** Ignores the progress of work that nobody waits for. */
    Progress IGNORED = () -> {};

    /** Reports that something moved. */
    void moved();
}
