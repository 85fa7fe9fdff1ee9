package io.etcdsnapshot.backup;

import io.etcdsnapshot.failure.Failure;
import java.nio.file.Path;

/** Something that can write a snapshot and the kube resources of one moment into a directory. */
public interface BackupSource {
    /**
     * Leaves exactly one pair of files, named as {@link SetFileName} says, in {@code staging}.
     *
     * @return how it was done: {@code script} or {@code etcdctl}
     * @throws Failure refused, if the cluster is in no state for a backup; failed otherwise
     */
    String capture(StagingDirectory staging) throws InterruptedException;

    /**
     * Returns what it would run on the host, without running it.
     *
     * @throws Failure if it is not there
     */
    String program() throws InterruptedException;

    /** Ends what a killed run may have left at work in {@code staging}. */
    void abandon(Path staging);
}
