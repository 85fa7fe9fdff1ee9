package io.etcdsnapshot.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Something mounted for the time of a test. */
public final class Mount implements AutoCloseable {
    private final Path at;
    private final @Nullable Process server;

    private Mount(Path at) {
        this(at, null);
    }

    private Mount(Path at, @Nullable Process server) {
        this.at = at;
        this.server = server;
    }

    /** A small file system of its own, in an image below {@code parent}. */
    public static Mount smallDisk(Path parent, int mebibytes, Path at) throws IOException, InterruptedException {
        RealThings.require("mkfs.ext4", "mount", "losetup");
        RealThings.requireRoot();
        Path image = Files.createTempFile(parent, "disk", ".img");
        Program.of("truncate", "-s", mebibytes + "M", image.toString()).output();
        Program.of("mkfs.ext4", "-q", "-m", "0", image.toString()).output();
        return mount(at, "-o", "loop", image.toString());
    }

    public static Mount tmpfs(Path at) throws IOException, InterruptedException {
        return mount(at, "-t", "tmpfs", "tmpfs");
    }

    /** Shows {@code file} in the place of {@code over}. */
    public static Mount bind(Path file, Path over) throws IOException, InterruptedException {
        Program.of("mount", "--bind", file.toString(), over.toString()).output();
        return new Mount(over);
    }

    /** Shows a directory at another place through a process of our own, which may refuse things or hang. */
    public static Mount mirrored(Path directory, Path at, String... options) throws IOException, InterruptedException {
        RealThings.require("bindfs");
        RealThings.requireRoot();
        Process server = Program.of("bindfs", "-f")
                .and(options)
                .and(directory.toString(), at.toString())
                .start();
        while (Program.of("mountpoint", "-q", at.toString()).run().exitCode() != 0) {
            if (!server.isAlive()) {
                throw new AssertionError(new String(server.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
            }
            Thread.sleep(20);
        }
        return new Mount(at, server);
    }

    /** Only what is {@link #mirrored}: whoever touches it waits. */
    public void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    public void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        Program.of("kill", signal, String.valueOf(Objects.requireNonNull(server).pid()))
                .output();
    }

    private static Mount mount(Path at, String... what) throws IOException, InterruptedException {
        Files.createDirectories(at);
        Program.of("mount").and(what).and(at.toString()).output();
        return new Mount(at);
    }

    public Path path() {
        return at;
    }

    public void makeReadOnly() throws IOException, InterruptedException {
        Program.of("mount", "-o", "remount,ro", at.toString()).output();
    }

    public void makeWritable() throws IOException, InterruptedException {
        Program.of("mount", "-o", "remount,rw", at.toString()).output();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (server != null) {
            thaw();
        }
        Program.of("umount", "--lazy", at.toString()).output();
    }
}
