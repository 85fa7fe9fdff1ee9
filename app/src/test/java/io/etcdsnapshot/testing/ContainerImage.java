package io.etcdsnapshot.testing;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The image as {@code scripts/build-image} makes it, on a base and a builder that {@code image-bases} made. */
public final class ContainerImage {
    public static final String NAME = "localhost/etcd-snapshot:test";
    public static final String BASE = "localhost/etcd-snapshot/base:test";
    public static final String BUILDER = "localhost/etcd-snapshot/builder:test";

    private static @Nullable String storage;

    private ContainerImage() {}

    /** Builds it, where this hasn't been done in this virtual machine; otherwise does nothing. */
    public static synchronized void build() throws IOException, InterruptedException {
        if (storage != null) {
            return;
        }
        RealThings.require("podman", "buildah", "runc");
        RealThings.requireRoot();
        String scripts = RealThings.projectRoot().resolve("scripts").toString();
        storage = Program.of(scripts + "/lib/image-bases").output().strip();
        Program.of(scripts + "/build-image", "--tag", NAME, "--builder", BUILDER, "--base", BASE)
                .with("CONTAINERS_STORAGE_CONF", storage)
                .output();
        podman("image", "prune", "--force", "--filter", "until=1h").output(); // a build soon after has its layers
    }

    /** What CONTAINERS_STORAGE_CONF names, for podman to find the image. */
    public static String storage() {
        return String.valueOf(storage);
    }

    /** podman, on the storage that has the image. */
    public static Program podman(String... arguments) {
        return Program.of("podman", "--runtime", "runc").and(arguments).with("CONTAINERS_STORAGE_CONF", storage());
    }

    /** A container on the host's network, removed when it ends; limits that a container may not raise are set. */
    public static Program run(List<String> options, String... arguments) {
        return podman("run", "--rm", "--network", "host")
                .and("--ulimit", "nofile=4096:4096", "--ulimit", "nproc=1000:1000")
                .and(options)
                .and(NAME)
                .and(arguments);
    }
}
