package io.etcdsnapshot.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Something mounted for the time of a test. */
public final class Mount implements AutoCloseable {
    private final Path at;

    private Mount(Path at) {
        this.at = at;
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

    private static Mount mount(Path at, String... what) throws IOException, InterruptedException {
        Files.createDirectories(at);
        String[] command = new String[what.length + 2];
        command[0] = "mount";
        System.arraycopy(what, 0, command, 1, what.length);
        command[what.length + 1] = at.toString();
        Program.of(command).output();
        return new Mount(at);
    }

    public Path path() {
        return at;
    }

    public void makeReadOnly() throws IOException, InterruptedException {
        Program.of("mount", "-o", "remount,ro", at.toString()).output();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        Program.of("umount", "--lazy", at.toString()).output();
    }
}
