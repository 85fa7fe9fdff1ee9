package io.etcdsnapshot.testing;

import io.etcdsnapshot.io.Throttle;
import io.etcdsnapshot.store.ssh.SshSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A real OpenSSH server on loopback, made by {@code sshd-mirror}, and the keys to it. */
public final class SshMirror implements AutoCloseable {
    private final Path directory;
    private final Map<String, String> variables = new HashMap<>();

    private SshMirror(Path directory) {
        this.directory = directory;
    }

    public static SshMirror start(Path parent) throws IOException, InterruptedException {
        return start(parent, Map.of());
    }

    /** @param options as {@code scripts/lib/sshd-mirror} takes them from its environment */
    public static SshMirror start(Path parent, Map<String, String> options) throws IOException, InterruptedException {
        RealThings.require("sshd", "ssh-keygen");
        SshMirror mirror = new SshMirror(Files.createTempDirectory(parent, "mirror"));
        Program up = Program.of(script(), "up", mirror.directory.toString());
        options.forEach(up::with);
        up.output();
        mirror.readVariables();
        return mirror;
    }

    /** Returns the sshd of OpenSSH 10, for the option {@code SSHD_PROGRAM}. */
    public static String openSsh10() throws IOException, InterruptedException {
        Path install = RealThings.projectRoot().resolve("scripts/lib/install.sh");
        return Program.of("bash", "-c", ". '" + install + "' && need_sshd10")
                .output()
                .strip();
    }

    private void readVariables() throws IOException {
        for (String line : Files.readAllLines(directory.resolve("env"))) {
            variables.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
    }

    private static String script() {
        return RealThings.projectRoot().resolve("scripts/lib/sshd-mirror").toString();
    }

    /** A path below the mirror's own directory, in this process's view. */
    public Path path(String name) {
        return directory.resolve(name);
    }

    public String location(String name) {
        return "ssh://%s@127.0.0.1:%s%s".formatted(variables.get("SSH_USER"), variables.get("PORT"), path(name));
    }

    /** The same through a relay of {@link #relay}. */
    public String location(Relay relay, String name) {
        return location(name).replace(":" + variables.get("PORT"), ":" + relay.port());
    }

    /** A relay to this mirror, as a host that is known. */
    public Relay relay() throws IOException {
        int port = Integer.parseInt(variables.get("PORT"));
        Relay relay = new Relay(port);
        List<String> known = Files.readAllLines(knownHosts()).stream()
                .filter(line -> line.contains("]:" + port + " "))
                .map(line -> line.replace("]:" + port + " ", "]:" + relay.port() + " "))
                .toList();
        Files.write(knownHosts(), known, StandardOpenOption.APPEND);
        return relay;
    }

    /** Kills, as a crash there does, all that serves the connections that are there; the mirror takes new ones. */
    public void killSessions() {
        ProcessHandle.of(Long.parseLong(variables.get("PID"))).stream()
                .flatMap(ProcessHandle::descendants)
                .toList()
                .forEach(ProcessHandle::destroyForcibly);
    }

    /** As if the host went down: everything is killed, nobody listens. */
    public void stop() throws IOException, InterruptedException {
        Program.of(script(), "stop", directory.toString()).output();
    }

    /** After a {@link #stop}. */
    public void restart() throws IOException, InterruptedException {
        Program.of(script(), "start", directory.toString()).output();
        readVariables();
    }

    public Path knownHosts() {
        return Path.of(variables.get("KNOWN_HOSTS"));
    }

    /** @param name such as {@code id_ed25519} */
    public Path identity(String name) {
        return directory.resolve(name);
    }

    public SshSettings settings() {
        return new SshSettings(
                "core",
                List.of(identity("id_ed25519")),
                null,
                knownHosts(),
                false,
                variables.containsKey("SUDO"),
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                Throttle.unlimited());
    }

    /** The options by which the program reaches this mirror. */
    public List<String> options() {
        return List.of(
                "--identity",
                identity("id_ed25519").toString(),
                "--known-hosts",
                knownHosts().toString());
    }

    @Override
    public void close() throws IOException, InterruptedException {
        Program.of(script(), "down", directory.toString()).output();
    }
}
