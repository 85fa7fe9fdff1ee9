package io.etcdsnapshot.readme;

import io.etcdsnapshot.testing.BootedHost;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import io.etcdsnapshot.testing.StandInHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** master-0, a control-plane host with a real etcd; master-1 and master-2, sshds on it with a home of their own. */
final class Masters implements AutoCloseable {
    static final Map<String, String> ADDRESSES =
            Map.of("master-0", "127.66.1.10", "master-1", "127.66.1.11", "master-2", "127.66.1.12");
    /** Where commands are typed on master-0. */
    static final String HERE = "/var/tmp/readme";

    /** The number that sshd-mirror gives the user. */
    private static final int CORE = 61234;

    private static final String SSHD = "/var/lib/standin-sshd/";
    private static final Path PROJECT = RealThings.projectRoot();

    private final StandInHost host;
    private @Nullable BootedHost booted;

    /** @param key that the account core takes */
    Masters(Path directory, Path key) throws IOException, InterruptedException {
        host = StandInHost.openShift(directory);
        try {
            command("cp %s /opt; mkdir -p %s /mnt/backups /srv/etcd".formatted(Program.jar(), HERE));
            command("ln -s %s/app %s".formatted(PROJECT, HERE));
            host.program("etcd-snapshot", "exec java -jar /opt/etcd-snapshot.jar \"$@\"");
            for (Map.Entry<String, String> master : ADDRESSES.entrySet()) {
                append("/etc/hosts", "%s %s%n".formatted(master.getValue(), master.getKey()));
                startSshd(master.getKey(), master.getValue(), key);
            }
            command("chown %1$s:%1$s /home/core".formatted(CORE));
            giveKey("/root", key);
            giveKey("/var/backups", key);
            command("chown -R backup /var/backups/.ssh /srv/etcd");
        } catch (IOException | InterruptedException | AssertionError e) {
            host.close();
            throw e;
        }
    }

    private void startSshd(String name, String address, Path key) throws IOException, InterruptedException {
        String own = name.equals("master-0") ? "" : "SSHD_OWN=/home/core";
        String options = "SSHD_USER=core SSHD_SUDOERS='core ALL=(root) NOPASSWD: ALL' SSHD_EXTRA='ListenAddress %s:22'";
        command("mkdir -p %s; %s %s %s/scripts/lib/sshd-mirror up %s"
                .formatted(SSHD, own, options.formatted(address), PROJECT, SSHD + name));
        append(SSHD + name + "/authorized_keys", Files.readString(key.resolveSibling(key.getFileName() + ".pub")));
    }

    private void append(String path, String text) throws IOException {
        Files.writeString(host.path(path), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void giveKey(String home, Path key) throws IOException, InterruptedException {
        command("mkdir -p -m 0700 %1$s/.ssh; install -m 0600 /dev/null %1$s/.ssh/id_ed25519".formatted(home));
        Files.writeString(host.path(home + "/.ssh/id_ed25519"), Files.readString(key));
        for (String name : ADDRESSES.keySet()) {
            append(
                    home + "/.ssh/known_hosts",
                    name + "," + ADDRESSES.get(name) + " "
                            + Files.readString(host.path(SSHD + name + "/ssh_host_ed25519_key.pub")));
        }
    }

    private void command(String line) throws IOException, InterruptedException {
        Program.Result result = type("root", "/", line);
        if (result.exitCode() != 0) {
            throw new AssertionError(line + ": " + result.all());
        }
    }

    StandInHost host() {
        return host;
    }

    Program.Result type(String user, String where, String line) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (booted == null) {
            command.addAll(List.of("chroot", host.root().toString()));
        }
        command.addAll(List.of("setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--"));
        command.addAll(List.of("bash", "-euo", "pipefail", "-c", "cd '%s'%n%s".formatted(where, line)));
        String[] words = command.toArray(String[]::new);
        return booted == null ? Program.of(words).run() : booted.run(words);
    }

    /** Below /home/core of one of the mirrors. */
    Path own(String mirror, String name) {
        return host.path(SSHD + mirror + "/own/" + name);
    }

    /** The stand-in podman of master-0 runs the program from now on, once an archive of the image is loaded. */
    void provideImage() throws IOException {
        BootedHost.provideImage(host);
    }

    /** From now on systemd runs there too. */
    void boot() throws IOException, InterruptedException {
        BootedHost.prepare(host);
        Files.writeString(
                host.path("/etc/systemd/system/kubelet.service"), "[Service]\nExecStart=/bin/sleep infinity\n");
        booted = BootedHost.boot(host, "master-0");
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (booted != null) {
            booted.close();
        }
        for (String name : ADDRESSES.keySet()) {
            Program.of(
                            PROJECT + "/scripts/lib/sshd-mirror",
                            "down",
                            host.path(SSHD + name).toString())
                    .output();
        }
        host.close();
    }
}
