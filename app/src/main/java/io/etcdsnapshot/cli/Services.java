package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.BackupStore;
import io.etcdsnapshot.backup.TakeBackup;
import io.etcdsnapshot.host.HostRoot;
import io.etcdsnapshot.report.Console;
import io.etcdsnapshot.store.SshSettings;
import java.time.Clock;
import java.util.function.Supplier;

/** What commands need from the rest of the program; tests may serve other parts. */
public interface Services {
    Console console();

    Clock clock();

    /**
     * @param location a directory, or {@code ssh://[user@]host[:port]/path}
     * @param ssh how the latter is reached
     */
    BackupStore store(String location, SshSettings ssh);

    /** The control-plane host's name in its cluster. */
    String nodeName(HostRoot root);

    TakeBackup takeBackup(SnapshotSettings settings);

    /** What the manifest will say of node and cluster. */
    Supplier<TakeBackup.Circumstances> circumstances(SnapshotSettings settings, String tool);
}
