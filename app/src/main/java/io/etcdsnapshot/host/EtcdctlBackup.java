package io.etcdsnapshot.host;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.BackupSource;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.SetFileName;
import io.etcdsnapshot.backup.StagingDirectory;
import io.etcdsnapshot.failure.Failure;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Takes a backup without {@code cluster-backup.sh}, of the same content: the resource directories of the static pods in
 * a tarball, and a snapshot of the local member with an etcdctl that is on the host.
 */
public final class EtcdctlBackup implements BackupSource {
    private final HostCommands commands;
    private final String node;
    private final CaptureOptions options;
    private final Clock clock;
    private final Log log;

    public EtcdctlBackup(HostCommands commands, String node, CaptureOptions options, Clock clock, Log log) {
        this.commands = commands;
        this.node = node;
        this.options = options;
        this.clock = clock;
        this.log = log;
    }

    @Override
    public String program() throws InterruptedException {
        String endpoint = member().endpoint();
        return "%s against %s"
                .formatted(
                        new EtcdPrograms(commands, log).etcdctl(options.etcdctl(), EnvironmentTag.unique()), endpoint);
    }

    @Override
    public String capture(StagingDirectory staging) throws InterruptedException {
        if (!options.force() && OpenShiftHost.isOne(commands.root())) {
            new OperatorCheck(commands, options.retryFor(), log).awaitSettled(EnvironmentTag.of(staging.path()));
        }
        return captureAfterScript(staging.path());
    }

    /** Without asking the operators, because the script just did. */
    String captureAfterScript(Path staging) throws InterruptedException {
        EtcdMember member = member();
        String etcdctl = new EtcdPrograms(commands, log).etcdctl(options.etcdctl(), EnvironmentTag.of(staging));
        log.info("using %s against %s".formatted(etcdctl, member.endpoint()));
        BackupSetId id = BackupSetId.at(clock.instant());
        List<String> tar = new ArrayList<>(List.of("tar", "-cpzf", target(staging, FileRole.KUBE_RESOURCES, id)));
        tar.addAll(member.resources().get());
        run(tar, Map.of(), staging);
        run(
                List.of(etcdctl, "snapshot", "save", target(staging, FileRole.SNAPSHOT, id)),
                member.environment(),
                staging);
        return "etcdctl";
    }

    private EtcdMember member() {
        return member(commands.root(), node, log);
    }

    /** @throws Failure if this is no control-plane host */
    static EtcdMember member(HostRoot root, String node, Log log) {
        if (OpenShiftHost.isOne(root)) {
            return new OpenShiftHost(root, node).member();
        } else if (KubeadmHost.isOne(root)) {
            return new KubeadmHost(root, log).member();
        }
        throw Failure.failed(
                        "this is not a control-plane host: neither OpenShift's etcd.env nor kubeadm's etcd.yaml is in /etc/kubernetes")
                .hint("in a container, is the host's root mounted at --host-root?");
    }

    private String target(Path staging, FileRole role, BackupSetId id) {
        return commands.root().hostPath(staging.resolve(new SetFileName(role, id, options.force()).toString()));
    }

    private void run(List<String> command, Map<String, String> environment, Path staging) throws InterruptedException {
        ScriptOutput output = new ScriptOutput(log);
        int exit = commands.run(command, environment, EnvironmentTag.of(staging), options.timeout(), output);
        if (exit != 0) {
            throw Failure.failed(
                    "%s ended with exit code %d:%n  %s".formatted(command.get(0), exit, output.lastLines()));
        }
    }

    @Override
    public void abandon(Path staging) {
        EnvironmentTag.of(staging).endAll();
    }
}
