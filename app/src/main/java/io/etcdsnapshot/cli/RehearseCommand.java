package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetVerifier;
import io.etcdsnapshot.catalogue.Recorder;
import io.etcdsnapshot.host.EtcdPrograms;
import io.etcdsnapshot.host.HostRoot;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.rehearse.EtcdTools;
import io.etcdsnapshot.rehearse.Rehearsal;
import io.etcdsnapshot.rehearse.RehearsalReport;
import io.etcdsnapshot.report.RehearsalResult;
import io.etcdsnapshot.report.Result;
import io.etcdsnapshot.retention.CalendarDuration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "rehearse",
        description = {
            "Proves that a set restores: restores it in a private directory, serves it with a temporary etcd, compares.",
            "The cluster's own etcd is never touched, and nothing stays behind."
        },
        footer = {
            "",
            "Examples:",
            "  etcd-snapshot rehearse latest",
            "  etcd-snapshot rehearse latest --from ssh://core@master-1/home/core/etcd-snapshots",
            "  etcd-snapshot rehearse 2026-11-20_013000 --etcd /opt/etcd/etcd --etcdutl /opt/etcd/etcdutl",
            "  etcd-snapshot rehearse latest --from ./snapshot.db",
            "  etcd-snapshot rehearse latest --from /mnt/dead-master/var/lib/etcd/member/snap/db --no-trailer"
        })
final class RehearseCommand extends MeasuredCommand {
    @Mixin
    ChosenSet chosen;

    @Option(names = "--etcd", paramLabel = "PATH", description = "the server (default: found here or on the host)")
    @Nullable
    Path etcd;

    @Option(
            names = "--etcdutl",
            paramLabel = "PATH",
            description = "etcdutl, or an etcdctl that can restore (default: found here or on the host)")
    @Nullable
    Path etcdutl;

    @Mixin
    NoTrailerOption noTrailer;

    @Variable("ETCD_SNAPSHOT_REHEARSE_DIRECTORY")
    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "where the private directory is made; needs twice the snapshot's size (default: the system's"
                    + " temporary directory)")
    @Nullable
    Path directory;

    @Variable("ETCD_SNAPSHOT_REHEARSE_TIMEOUT")
    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "30m",
            description = "time limit for the restore, and again for the start of etcd (default: 30m)")
    CalendarDuration timeout;

    @Mixin
    IdentityOptions identities;

    @Mixin
    HostRootOption hostRoot;

    @Mixin
    SshOptions ssh;

    RehearseCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Result run() throws IOException, InterruptedException {
        HostRoot root = hostRoot.get();
        EtcdTools tools = EtcdTools.find(
                etcd,
                etcdutl,
                context.path(),
                new EtcdPrograms(context.host(root, common.values()), context.console()));
        Path parent = directory != null ? directory : Path.of(System.getProperty("java.io.tmpdir"));
        Location location = DefaultLocation.orDefault(chosen.from, hostRoot, common);
        SetVerifier.Options verification = new SetVerifier.Options(noTrailer.given, context.encryptionCheck());
        try (ReadableStore store = identities.opening(context.storeOrFile(location, ssh.access(common)))) {
            Rehearsal rehearsal = new Rehearsal(
                    store, parent, tools, timeout.toDuration(), verification, context.clock(), context.console());
            RehearsalReport report = rehearsal.run(chosen.wanted());
            Recorder recorder = context.recorder();
            if (Recorder.isForOurs(List.of(report.set()))) {
                recorder.append(
                        store,
                        List.of(recorder.rehearsed(report.set(), report.ok(), report.summary(), report.millis())));
            }
            return new RehearsalResult(common.values().encryptsCopies() ? report.warningOfEncryptedCopies() : report);
        }
    }
}
