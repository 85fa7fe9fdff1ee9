package io.etcdsnapshot.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The minor versions of etcd that are supported, each with a real server and its tools. */
public enum EtcdVersion {
    V3_4 {
        @Override
        public Path binaries() {
            RealThings.require("etcd", "etcdctl");
            return Path.of("/usr/bin");
        }
    },
    V3_5 {
        @Override
        public Path binaries() throws IOException, InterruptedException {
            return EtcdServer.binaries35();
        }
    },
    V3_6 {
        @Override
        public Path binaries() throws IOException, InterruptedException {
            return EtcdServer.binaries36();
        }
    },
    V3_7 {
        @Override
        public Path binaries() throws IOException, InterruptedException {
            return EtcdServer.binaries37();
        }
    };

    /** Where etcd, etcdctl and, from 3.5 on, etcdutl are. */
    public abstract Path binaries() throws IOException, InterruptedException;

    public EtcdServer start(Path parent) throws IOException, InterruptedException {
        return EtcdServer.start(binaries(), parent);
    }

    /** Whether {@code snapshot status} counts live keys and tells the storage version. */
    public boolean countsLiveKeys() {
        return compareTo(V3_6) >= 0;
    }

    /** What {@code snapshot status -w json} of this version prints. */
    public String status(Path snapshot) throws IOException, InterruptedException {
        Path etcdutl = binaries().resolve("etcdutl");
        Path tool = Files.exists(etcdutl) ? etcdutl : binaries().resolve("etcdctl");
        return Program.of(tool.toString(), "snapshot", "status", "-w", "json", snapshot.toString())
                .with("ETCDCTL_API", "3")
                .output()
                .strip();
    }

    /** What {@code etcdutl hashkv -w json} prints of a copy, as it may change the file. */
    public String hashKv(Path snapshot) throws IOException, InterruptedException {
        Path copy = Files.createTempFile("hashkv", ".db");
        try {
            Files.write(copy, Files.readAllBytes(snapshot));
            return Program.of(binaries().resolve("etcdutl").toString(), "hashkv", "-w", "json", copy.toString())
                    .output()
                    .strip();
        } finally {
            Files.deleteIfExists(copy);
        }
    }
}
