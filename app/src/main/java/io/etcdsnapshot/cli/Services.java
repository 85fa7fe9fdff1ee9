package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.StagingArea;
import io.etcdsnapshot.backup.TakeBackup;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.check.CheckTarget;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.host.HostCommands;
import io.etcdsnapshot.host.HostRoot;
import io.etcdsnapshot.report.Console;
import io.etcdsnapshot.restore.HostCluster;
import io.etcdsnapshot.store.ssh.SshSettings;
import io.etcdsnapshot.values.Values;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** What commands need from the rest of the program; tests may serve other parts. */
public interface Services {
    Console console();

    Clock clock();

    /**
     * @param location a directory, or {@code ssh://[user@]host[:port]/path}
     * @param ssh how the latter is reached
     */
    WritableStore store(String location, SshSettings ssh);

    /**
     * Looks where the nodes labelled as mirrors are reached now.
     *
     * @param labelDomain of {@code etcd-snapshot.<labelDomain>/role}
     * @param baseDomain appended to their names, or empty for their addresses
     * @param self the name of this node, which is none of them
     */
    List<String> mirrorNodes(String labelDomain, String baseDomain, String self) throws InterruptedException;

    /** The control-plane host's name in its cluster. */
    String nodeName(HostRoot root);

    /** The host's programs, with the proxy that the values name. */
    HostCommands host(HostRoot root, Values values);

    /** What this host knows of its cluster. */
    HostCluster hostCluster(HostRoot root, Values values) throws Unreadable, InterruptedException;

    /**
     * @param directory as this process sees it
     * @param name as the user wrote it
     */
    StagingArea stagingArea(Path directory, String name);

    /** The directories in which this process finds programs. */
    String path();

    TakeBackup takeBackup(SnapshotSettings settings);

    /** What such a backup needs of the host. */
    List<CheckTarget> hostChecks(SnapshotSettings settings);

    /** What bringing sets to a location needs. */
    CheckTarget destinationCheck(String location, SshSettings ssh);

    /** What the manifest will say of node and cluster. */
    TakeBackup.Circumstances circumstances(SnapshotSettings settings, String tool) throws InterruptedException;
}
