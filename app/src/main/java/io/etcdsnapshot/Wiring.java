package io.etcdsnapshot;

import io.etcdsnapshot.backup.BackupSource;
import io.etcdsnapshot.backup.Circumstances;
import io.etcdsnapshot.backup.EncryptionCheck;
import io.etcdsnapshot.backup.Guard;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.StagingArea;
import io.etcdsnapshot.backup.TakeBackup;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.check.CheckTarget;
import io.etcdsnapshot.cli.Access;
import io.etcdsnapshot.cli.CommandContext;
import io.etcdsnapshot.cli.DefaultLocation;
import io.etcdsnapshot.cli.SnapshotSettings;
import io.etcdsnapshot.console.Console;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.host.AutoBackupSource;
import io.etcdsnapshot.host.BackupDirectory;
import io.etcdsnapshot.host.CaptureOptions;
import io.etcdsnapshot.host.ClusterAgeGuard;
import io.etcdsnapshot.host.ClusterBackupScript;
import io.etcdsnapshot.host.EtcdctlBackup;
import io.etcdsnapshot.host.FingerprintFiles;
import io.etcdsnapshot.host.HostChecks;
import io.etcdsnapshot.host.HostCommands;
import io.etcdsnapshot.host.HostEnvironment;
import io.etcdsnapshot.host.HostFacts;
import io.etcdsnapshot.host.HostRoot;
import io.etcdsnapshot.host.MemberQueries;
import io.etcdsnapshot.host.SpaceGuard;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.kube.MirrorNodes;
import io.etcdsnapshot.kube.ServiceAccount;
import io.etcdsnapshot.kubernetes.EncryptionKeysCheck;
import io.etcdsnapshot.location.DirectoryLocation;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.restore.HostCluster;
import io.etcdsnapshot.store.directory.DirectoryCheck;
import io.etcdsnapshot.store.directory.DirectoryStore;
import io.etcdsnapshot.store.directory.SnapshotFileStore;
import io.etcdsnapshot.values.PlainYaml;
import io.etcdsnapshot.values.Values;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Serves commands with the adapters of this program. */
final class Wiring implements CommandContext {
    /** Names the directory with token and CA, where they are not mounted as usual. */
    private static final String SERVICE_ACCOUNT = "ETCD_SNAPSHOT_SERVICE_ACCOUNT";

    private final Map<String, String> environment;
    private final Clock clock;
    private final Console console;
    /** Made when first needed: a bare file has no store. */
    private @Nullable Stores stores;

    Wiring(Map<String, String> environment, Clock clock, Console console) {
        this.environment = environment;
        this.clock = clock;
        this.console = console;
        hideCredentials(environment);
    }

    @Override
    public Console console() {
        return console;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public WritableStore store(Location location, Access access) {
        return stores().open(location, access);
    }

    @Override
    public ReadableStore storeOrFile(Location location, Access access) {
        return location instanceof DirectoryLocation here && Files.isRegularFile(here.path())
                ? new SnapshotFileStore(here, console)
                : store(location, access);
    }

    @Override
    public CheckTarget destinationCheck(Location location, Access access) {
        return stores().check(location, access);
    }

    private synchronized Stores stores() {
        Stores known = stores == null ? new Stores(environment, clock, console) : stores;
        stores = known;
        return known;
    }

    @Override
    public List<String> mirrorNodes(String labelDomain, String baseDomain, String self) throws InterruptedException {
        Path mount = Path.of(environment.getOrDefault(SERVICE_ACCOUNT, ServiceAccount.MOUNT));
        return new MirrorNodes(ServiceAccount.ofPod(environment, mount), console)
                .addresses(labelDomain, baseDomain, self);
    }

    @Override
    public String nodeName(HostRoot root) {
        return HostFacts.nodeName(root, environment.getOrDefault("ETCD_SNAPSHOT_NODE", ""));
    }

    @Override
    public TakeBackup takeBackup(SnapshotSettings settings) {
        HostRoot root = settings.hostRoot();
        SnapshotSettings.Place place = settings.place();
        Path directory = BackupDirectory.check(root, place.directory(), place.allowedDirectories(), console);
        List<Guard> guards = new ArrayList<>();
        if (!settings.capture().force()) {
            guards.add(ageGuard(settings));
        }
        guards.add(spaceGuard(settings, directory));
        return new TakeBackup(
                stagingArea(directory, directory.toString()),
                source(settings),
                new MemberQueries(
                        commands(root, settings.proxy()),
                        nodeName(root),
                        settings.capture().etcdctl(),
                        console),
                guards,
                encryptionCheck(),
                Json::write,
                settings.form(),
                clock,
                console);
    }

    @Override
    public EncryptionCheck encryptionCheck() {
        return new EncryptionKeysCheck(PlainYaml::parse);
    }

    private static SpaceGuard spaceGuard(SnapshotSettings settings, Path directory) {
        int copies = settings.form().wraps() ? 2 : 1;
        return new SpaceGuard(settings.hostRoot(), directory, settings.place().minFreePercent(), copies);
    }

    private ClusterAgeGuard ageGuard(SnapshotSettings settings) {
        return new ClusterAgeGuard(settings.hostRoot(), settings.minClusterAge(), clock, console);
    }

    @Override
    public List<CheckTarget> hostChecks(SnapshotSettings settings) {
        HostRoot root = settings.hostRoot();
        SnapshotSettings.Place place = settings.place();
        boolean force = settings.capture().force();
        Path directory = root.resolve(place.directory());
        StagingArea sets = stagingArea(directory, place.directory());
        List<CheckTarget> checks = new ArrayList<>();
        checks.add(HostChecks.programs(commands(root, settings.proxy()), source(settings), force, console));
        if (!force) {
            checks.add(HostChecks.guard("host: cluster age", ageGuard(settings), sets));
        }
        checks.add(HostChecks.directory(root, place.directory(), place.allowedDirectories(), console));
        checks.add(DirectoryCheck.of(directory, "host: " + place.directory(), console));
        checks.add(HostChecks.guard("host: room", spaceGuard(settings, directory), sets));
        return checks;
    }

    private BackupSource source(SnapshotSettings settings) {
        HostCommands commands = commands(settings.hostRoot(), settings.proxy());
        CaptureOptions capture = settings.capture();
        ClusterBackupScript script = new ClusterBackupScript(commands, capture, console);
        EtcdctlBackup etcdctl = new EtcdctlBackup(commands, nodeName(settings.hostRoot()), capture, clock, console);
        return switch (capture.method()) {
            case script -> script;
            case etcdctl -> etcdctl;
            case auto -> new AutoBackupSource(script, etcdctl, settings.hostRoot(), console);
        };
    }

    private HostCommands commands(HostRoot root, Map<String, String> proxy) {
        Map<String, String> variables = HostEnvironment.from(environment, proxy);
        hideCredentials(variables);
        return new HostCommands(root, variables);
    }

    private void hideCredentials(Map<String, String> variables) {
        for (String proxy : HostEnvironment.proxies(variables)) {
            console.hideCredentials(proxy);
        }
    }

    @Override
    public HostCommands host(HostRoot root, Values values) {
        return commands(root, values.proxy());
    }

    @Override
    public HostCluster hostCluster(HostRoot root, Values values) throws Unreadable, InterruptedException {
        HostFacts facts = new HostFacts(host(root, values), console);
        HostFacts.Cluster told = facts.cluster(new DirectoryStore(DefaultLocation.of(root, values), console));
        return new HostCluster(
                told.id(),
                values.clusterId().orElse(null),
                told.version(),
                facts.apiAnswers(),
                FingerprintFiles.ofHost(root),
                facts.etcdVersion().orElse(null));
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
    public Circumstances circumstances(SnapshotSettings settings, String tool) throws InterruptedException {
        HostRoot root = settings.hostRoot();
        HostFacts.Cluster cluster = new HostFacts(commands(root, settings.proxy()), console).cluster();
        return new Circumstances(
                nodeName(root), cluster.id(), settings.clusterId(), cluster.version(), settings.tags(), tool);
    }
}
