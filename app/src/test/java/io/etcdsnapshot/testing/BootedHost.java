package io.etcdsnapshot.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A stand-in host on which a real systemd runs as the first process, booted by {@code systemd-nspawn}. */
public final class BootedHost implements AutoCloseable {
    private final Process nspawn;
    private final long init;

    private BootedHost(Process nspawn, long init) {
        this.nspawn = nspawn;
        this.init = init;
    }

    /** Takes this machine's own units away from the host, and gives its podman the program as an image. */
    public static void prepare(StandInHost host) throws IOException, InterruptedException {
        for (String mounted : List.of("/dev", "/proc", "/sys", "/run")) {
            Program.of("umount", "--lazy", host.path(mounted).toString()).output();
        }
        Program.of("find", host.path("/etc/systemd/system").toString(), "-mindepth", "1", "-delete")
                .output();
        provideImage(host);
    }

    /** Gives the host's podman the program as an image. */
    public static void provideImage(StandInHost host) throws IOException {
        Path image = Files.createDirectories(host.path("/var/lib/standin-image/opt"));
        Files.copy(Program.jar(), image.resolve("etcd-snapshot.jar"), StandardCopyOption.REPLACE_EXISTING);
        Path entry = image.resolve("etcd-snapshot");
        Files.writeString(
                entry,
                "#!/bin/sh\nexec '%s/bin/java' -jar /opt/etcd-snapshot.jar \"$@\"\n"
                        .formatted(System.getProperty("java.home")));
        Files.setPosixFilePermissions(entry, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** @param name its host name */
    public static BootedHost boot(StandInHost host, String name) throws IOException, InterruptedException {
        Files.writeString(host.path("/etc/hostname"), name + "\n");
        List<String> command = new ArrayList<>(List.of("systemd-nspawn", "--quiet", "--register=no", "--keep-unit"));
        command.addAll(List.of("--directory=" + host.root(), "--machine=" + name, "--console=pipe"));
        command.add("--bind=/dev/autofs");
        command.addAll(List.of("--boot", "systemd.unit=basic.target"));
        Process nspawn = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(host.root().resolveSibling("console").toFile())
                .start();
        for (int attempt = 0; attempt < 300 && nspawn.isAlive(); attempt++) {
            List<Long> children = nspawn.children().map(ProcessHandle::pid).toList();
            if (children.size() == 1) {
                BootedHost booted = new BootedHost(nspawn, children.get(0));
                if (booted.run("systemctl", "is-active", "basic.target").exitCode() == 0) {
                    return booted;
                }
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        nspawn.destroyForcibly();
        throw new AssertionError(
                "did not boot:\n" + Files.readString(host.root().resolveSibling("console")));
    }

    /** Runs a program on the host. */
    public Program.Result run(String... command) throws IOException, InterruptedException {
        return Program.of("nsenter", "--target", Long.toString(init))
                .and("--mount", "--uts", "--ipc", "--pid", "--cgroup", "--root", "--wd", "--")
                .and(command)
                .run();
    }

    /** What {@code systemctl show} says of one property. */
    public String show(String unit, String property) throws IOException, InterruptedException {
        return run("systemctl", "show", "--value", "--property=" + property, unit)
                .out()
                .strip();
    }

    public String journal(String unit) throws IOException, InterruptedException {
        return run("journalctl", "--boot", "--no-pager", "--output=cat", "--unit=" + unit)
                .out();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run("systemctl", "poweroff", "--force", "--force");
        if (!nspawn.waitFor(20, TimeUnit.SECONDS)) {
            nspawn.destroyForcibly().waitFor();
        }
    }
}
