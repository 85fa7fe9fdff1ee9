package io.etcdsnapshot.testing;

import io.etcdsnapshot.backup.Circumstances;
import io.etcdsnapshot.backup.EncryptionCheck;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.StagingArea;
import io.etcdsnapshot.backup.TakeBackup;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.check.CheckTarget;
import io.etcdsnapshot.cli.Access;
import io.etcdsnapshot.cli.Cli;
import io.etcdsnapshot.cli.CommandContext;
import io.etcdsnapshot.cli.SnapshotSettings;
import io.etcdsnapshot.console.Console;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.host.BackupDirectory;
import io.etcdsnapshot.host.HostCommands;
import io.etcdsnapshot.host.HostEnvironment;
import io.etcdsnapshot.host.HostFacts;
import io.etcdsnapshot.host.HostRoot;
import io.etcdsnapshot.kube.MirrorNodes;
import io.etcdsnapshot.kube.ServiceAccount;
import io.etcdsnapshot.location.DirectoryLocation;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.location.SshLocation;
import io.etcdsnapshot.restore.HostCluster;
import io.etcdsnapshot.store.directory.DirectoryCheck;
import io.etcdsnapshot.store.directory.DirectoryStore;
import io.etcdsnapshot.store.ssh.SshCheck;
import io.etcdsnapshot.values.Values;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The command line in this virtual machine, on real directories; only a backup is never taken. */
public final class InProcess implements CommandContext {
    /** What time it is for the program. */
    public static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    /** What {@code snapshot} says when all that comes before the backup was in order. */
    public static final String NOT_TAKEN = "this test takes no backup";

    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console = new Console(stream(out), stream(err));
    private @Nullable SnapshotSettings settings;

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    public InProcess with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    public Program.Result run(String... arguments) {
        int exitCode = Cli.run(this, environment, arguments);
        return new Program.Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** How the backup would have been taken. */
    public SnapshotSettings settings(String... arguments) {
        Program.Result result = run(arguments);
        if (settings == null) {
            throw new AssertionError(result.all());
        }
        return settings;
    }

    @Override
    public Console console() {
        return console;
    }

    @Override
    public Clock clock() {
        return Clock.fixed(NOW, ZoneOffset.UTC);
    }

    @Override
    public WritableStore store(Location location, Access access) {
        return new DirectoryStore((DirectoryLocation) location, console);
    }

    @Override
    public ReadableStore storeOrFile(Location location, Access access) {
        return store(location, access);
    }

    @Override
    public List<String> mirrorNodes(String labelDomain, String baseDomain, String self) throws InterruptedException {
        return new MirrorNodes(ServiceAccount.ofPod(environment, Path.of(ServiceAccount.MOUNT)), console)
                .addresses(labelDomain, baseDomain, self);
    }

    @Override
    public String nodeName(HostRoot root) {
        return HostFacts.nodeName(root, environment.getOrDefault("ETCD_SNAPSHOT_NODE", ""));
    }

    @Override
    public HostCommands host(HostRoot root, Values values) {
        return new HostCommands(root, HostEnvironment.from(environment, Map.of()));
    }

    @Override
    public HostCluster hostCluster(HostRoot root, Values values) {
        return HostCluster.unknown();
    }

    @Override
    public StagingArea stagingArea(Path directory, String name) {
        return new DirectoryStore(new DirectoryLocation(directory, name), console);
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public String path() {
        return environment.getOrDefault("PATH", "");
    }

    @Override
    public EncryptionCheck encryptionCheck() {
        return EncryptionCheck.NONE;
    }

    @Override
    public TakeBackup takeBackup(SnapshotSettings wanted) {
        settings = wanted;
        BackupDirectory.check(
                wanted.hostRoot(), wanted.place().directory(), wanted.place().allowedDirectories(), console);
        throw Failure.failed(NOT_TAKEN);
    }

    @Override
    public List<CheckTarget> hostChecks(SnapshotSettings wanted) {
        settings = wanted;
        return List.of(CheckTarget.of("host", () -> "not looked at in this test"));
    }

    @Override
    public CheckTarget destinationCheck(Location location, Access access) {
        return location instanceof SshLocation remote
                ? SshCheck.of(
                        remote.orUser(access.ssh().get().user()), access.ssh().get(), console)
                : DirectoryCheck.of(((DirectoryLocation) location).path(), location.toString(), console);
    }

    @Override
    public Circumstances circumstances(SnapshotSettings wanted, String tool) {
        throw new AssertionError(NOT_TAKEN);
    }
}
