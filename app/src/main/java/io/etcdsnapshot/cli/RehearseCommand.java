package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.host.EtcdPrograms;
import io.etcdsnapshot.host.HostRoot;
import io.etcdsnapshot.rehearse.EtcdTools;
import io.etcdsnapshot.rehearse.Rehearsal;
import io.etcdsnapshot.rehearse.RehearsalReport;
import io.etcdsnapshot.report.RehearsalDocument;
import io.etcdsnapshot.report.RestoreTexts;
import io.etcdsnapshot.retention.Span;
import io.etcdsnapshot.values.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "rehearse",
        description = {
            "Proves that a set restores: restores it in a private directory, serves it with a throw-away etcd, compares.",
            "The cluster's own etcd is never touched, and nothing stays behind."
        },
        footer = {
            "",
            "Examples:",
            "  etcd-snapshot rehearse latest",
            "  etcd-snapshot rehearse latest --from ssh://core@master-1/home/core/etcd-snapshots",
            "  etcd-snapshot rehearse 2026-11-20_013000 --etcd /opt/etcd/etcd --etcdutl /opt/etcd/etcdutl"
        })
final class RehearseCommand implements Callable<Integer> {
    private final Services services;

    @Mixin
    CommonOptions common;

    @Mixin
    MetricsOption metrics;

    @Mixin
    HostRootOption hostRoot;

    @Mixin
    SshOptions ssh;

    @Mixin
    ChosenSet chosen;

    @Option(
            names = "--etcd",
            paramLabel = "PATH",
            description = "the server (default: looked for, here and on the host)")
    @Nullable
    Path etcd;

    @Option(
            names = "--etcdutl",
            paramLabel = "PATH",
            description = "etcdutl, or an etcdctl that can restore (default: looked for likewise)")
    @Nullable
    Path etcdutl;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "where the private directory is made; needs twice the snapshot's size (default: the system's"
                    + " temporary directory)")
    @Nullable
    Path directory;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "30m",
            description = "for the restore, and again for the start of etcd (default: 30m)")
    Span timeout;

    RehearseCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Values values = common.readValues();
        HostRoot root = hostRoot.get();
        EtcdTools tools = EtcdTools.find(
                etcd, etcdutl, services.path(), new EtcdPrograms(services.host(root, values), services.console()));
        Path parent = directory != null ? directory : Path.of(System.getProperty("java.io.tmpdir"));
        String location = chosen.location(hostRoot, values);
        RehearsalReport report;
        try (WritableStore store = services.store(location, ssh.settings(values))) {
            report = new Rehearsal(store, parent, tools, timeout.toDuration(), services.clock(), services.console())
                    .run(chosen.wanted);
        }
        common.show(
                services.console(),
                RehearsalDocument.of(report),
                () -> RestoreTexts.rehearsed(report, services.console().width()));
        return report.ok() ? ExitCodes.DONE : ExitCodes.NOT_WHOLE;
    }
}
