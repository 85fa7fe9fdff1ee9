package io.etcdsnapshot.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.EtcdServer;
import io.etcdsnapshot.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FuzzIT {
    @TempDir
    Path directory;

    @Test
    void survivesTenThousandMutatedSnapshotsIn64MegabytesOfMemory() throws Exception {
        Program.Result run = Program.java(
                        SnapshotFuzz.class,
                        "-Xmx64m",
                        "10000",
                        realSnapshot(),
                        write("small-pages.db", Databases.sound(512, true).snapshot()),
                        write("freelist.db", Databases.sound(4096, true).snapshot()),
                        write("no-freelist.db", Databases.sound(4096, false).snapshot()))
                .run();

        System.out.print(run.out());
        assertThat(run.exitCode()).as(run.all()).isZero();
    }

    private String realSnapshot() throws IOException, InterruptedException {
        try (EtcdServer etcd = EtcdServer.version34(directory)) {
            etcd.put("small", 300, new byte[100]);
            etcd.put("large", 3, new byte[20_000]);
            etcd.etcdctl("del", "large/1").output();
            return etcd.save(directory.resolve("real.db")).toString();
        }
    }

    private String write(String name, byte[] bytes) throws IOException {
        return Files.write(directory.resolve(name), bytes).toString();
    }
}
