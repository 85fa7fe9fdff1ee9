package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.Circumstances;
import io.etcdsnapshot.backup.EncryptionCheck;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.StagingArea;
import io.etcdsnapshot.backup.TakeBackup;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.catalogue.Recorder;
import io.etcdsnapshot.check.CheckTarget;
import io.etcdsnapshot.console.Console;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.host.HostCommands;
import io.etcdsnapshot.host.HostRoot;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.restore.HostCluster;
import io.etcdsnapshot.values.Values;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Gives commands what they need of the rest of the program; tests may serve other parts. */
public interface CommandContext {
    Console console();

    Clock clock();

    /** Returns what adds to the histories of locations. */
    default Recorder recorder() {
        return new Recorder(Json.HISTORY, Version.tool(), clock(), console());
    }

    /** Returns the store at a location; nothing is connected yet. */
    WritableStore store(Location location, Access access);

    /** Returns the store at a location, or, where that is a file, one with that snapshot alone. */
    ReadableStore storeOrFile(Location location, Access access);

    /** Returns what bringing sets to a location needs. */
    CheckTarget destinationCheck(Location location, Access access);

    /**
     * Returns where the nodes labelled as mirrors are reached now.
     *
     * @param labelDomain of {@code etcd-snapshot.<labelDomain>/role}
     * @param baseDomain appended to their names, or empty for their addresses
     * @param self the name of this node, which is none of them
     */
    List<String> mirrorNodes(String labelDomain, String baseDomain, String self) throws InterruptedException;

    /** Returns the control-plane host's name in its cluster. */
    String nodeName(HostRoot root);

    /** Returns the host's programs, with the proxy that the values name. */
    HostCommands host(HostRoot root, Values values);

    /** Returns what this host knows of its cluster. */
    HostCluster hostCluster(HostRoot root, Values values) throws Unreadable, InterruptedException;

    /**
     * Returns the directory of a host as a place to stage sets in.
     *
     * @param directory as this process sees it
     * @param name as the user wrote it
     */
    StagingArea stagingArea(Path directory, String name);

    /** Returns the variables that this process was started with. */
    Map<String, String> environment();

    /** Returns the directories in which this process finds programs, as in the variable {@code PATH}. */
    String path();

    TakeBackup takeBackup(SnapshotSettings settings);

    /** Returns what tries the keys that a set carries on its encrypted values. */
    EncryptionCheck encryptionCheck();

    /** Returns what such a backup needs of the host. */
    List<CheckTarget> hostChecks(SnapshotSettings settings);

    /** Returns what the manifest will say of node and cluster. */
    Circumstances circumstances(SnapshotSettings settings, String tool) throws InterruptedException;
}
