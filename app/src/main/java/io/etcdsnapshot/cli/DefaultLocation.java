package io.etcdsnapshot.cli;

import io.etcdsnapshot.host.HostRoot;
import io.etcdsnapshot.values.Values;

/** Where sets are when nobody says: the directory that {@code snapshot} fills. */
final class DefaultLocation {
    static final String DIRECTORY = "/home/core/etcd-snapshots";

    private DefaultLocation() {}

    static String of(HostRoot root, Values values) {
        return root.resolve(values.text("snapshot.directory").orElse(DIRECTORY)).toString();
    }
}
