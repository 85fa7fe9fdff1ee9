package io.etcdsnapshot.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.EtcdServer;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.SshMirror;
import io.etcdsnapshot.testing.StandInHost;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way: a cluster's keys, a set, a mirror, the host lost, the set on another host, an etcd that serves it. */
class RoundTripIT {
    private static final int KEYS = 50_000;
    private static final String PREFIX = "/kubernetes.io/configmaps/";

    @TempDir
    Path directory;

    @Test
    void everyKeyComesBackWithEtcd34() throws Exception {
        everyKeyComesBack(Path.of("/usr/bin"));
    }

    @Test
    void everyKeyComesBackWithEtcd35() throws Exception {
        everyKeyComesBack(EtcdServer.binaries35());
    }

    private void everyKeyComesBack(Path binaries) throws Exception {
        Map<String, String> known = new HashMap<>();
        for (int i = 0; i < KEYS; i++) {
            known.put(PREFIX + "round-trip/object-" + i, "value %d: %s".formatted(i, "x".repeat(i % 97)));
        }
        try (SshMirror mirror = SshMirror.start(directory)) {
            String id = takeAndLose(binaries, known, mirror);
            try (StandInHost other = host(binaries)) {
                other.fault("api-down");
                Program.Result restored = other.etcdSnapshot("restore", "latest")
                        .and(from(mirror))
                        .run();
                assertThat(restored.exitCode()).as(restored.err()).isZero();

                Path snapshot = other.path("/home/core/etcd-snapshot-restore/%s/snapshot_%s.db".formatted(id, id));
                try (EtcdServer served = EtcdServer.restored(binaries, directory, snapshot)) {
                    Map<String, String> there = served.all(PREFIX + "round-trip/");
                    assertThat(there.size()).isEqualTo(KEYS);
                    assertThat(there.equals(known)).as("every value").isTrue();
                }
                Program.Result rehearsed = other.etcdSnapshot("rehearse", id)
                        .and(from(mirror))
                        .and("--etcd", binaries.resolve("etcd").toString())
                        .run();
                assertThat(rehearsed.exitCode()).as(rehearsed.all()).isZero();
            }
        }
    }

    /** @return the id of the set that is now only on the mirror */
    private String takeAndLose(Path binaries, Map<String, String> known, SshMirror mirror) throws Exception {
        try (StandInHost host = host(binaries)) {
            host.put(known);
            assertThat(host.snapshot("-q").exitCode()).isZero();
            Program.Result sync = host.etcdSnapshot("sync", "--to", mirror.location("sets"))
                    .and(mirror.options())
                    .run();
            assertThat(sync.exitCode()).as(sync.err()).isZero();
            return Sets.only(host.backups()).id().value();
        }
    }

    private StandInHost host(Path binaries) throws Exception {
        return StandInHost.start(
                directory,
                Map.of(
                        "ETCD",
                        binaries.resolve("etcd").toString(),
                        "STANDIN_CLUSTER",
                        directory.resolve("cluster").toString()));
    }

    private static List<String> from(SshMirror mirror) {
        List<String> options = new ArrayList<>(mirror.options());
        options.addAll(List.of("--from", mirror.location("sets")));
        return options;
    }
}
