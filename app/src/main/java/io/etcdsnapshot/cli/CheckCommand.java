package io.etcdsnapshot.cli;

import io.etcdsnapshot.check.CheckResult;
import io.etcdsnapshot.check.CheckRunner;
import io.etcdsnapshot.check.CheckTarget;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.host.HostRoot;
import io.etcdsnapshot.report.Document;
import io.etcdsnapshot.report.Texts;
import io.etcdsnapshot.retention.Span;
import io.etcdsnapshot.store.ssh.SshSettings;
import io.etcdsnapshot.sync.DestinationRequest;
import io.etcdsnapshot.sync.ResolvedDestination;
import io.etcdsnapshot.values.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "check",
        description = "Proves an installation without taking a snapshot: this host, and every destination.",
        footer = {
            "",
            "Takes what snapshot and sync take; nothing that it does lasts.",
            "",
            "Examples:",
            "  etcd-snapshot check -f my-values.yaml",
            "  etcd-snapshot check --skip-host --to ssh://core@master-1/home/core/etcd-snapshots"
        })
final class CheckCommand implements Callable<Integer> {
    private final Services services;

    @Mixin
    CommonOptions common;

    @Mixin
    HostRootOption hostRoot;

    @Mixin
    SnapshotOptions snapshot;

    @Mixin
    DestinationOptions destinations;

    @Mixin
    SshOptions ssh;

    @Option(names = "--skip-host", description = "look at the destinations only")
    boolean skipHost;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "1m",
            description = "how long to wait for answers (default: 1m)")
    Span timeout;

    CheckCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws InterruptedException {
        Values values = common.readValues();
        HostRoot root = hostRoot.get();
        List<DestinationRequest> wanted = destinations.wanted(values, root, services);
        if (skipHost && wanted.isEmpty()) {
            throw Failure.wrongUsage("there is nothing to check: the host is skipped and no destination is given")
                    .hint("name one with --to LOCATION, or a values file that says where: -f my-values.yaml");
        }
        List<CheckTarget> subjects = new ArrayList<>();
        if (!skipHost) {
            subjects.addAll(services.hostChecks(snapshot.settings(root, values, new SnapshotRunOptions())));
        }
        SshSettings settings = ssh.settings(values);
        ResolvedDestination.all(wanted, timeout.toDuration())
                .forEach(found -> subjects.addAll(subjects(found, settings)));
        return show(CheckRunner.of(subjects, timeout.toDuration()));
    }

    private List<CheckTarget> subjects(ResolvedDestination found, SshSettings settings) {
        String label = found.request().label();
        Failure failure = found.failure();
        if (failure != null) {
            return List.of(CheckTarget.of(label, () -> {
                throw failure;
            }));
        }
        Stream<CheckTarget> finding = found.request().fixed() != null
                ? Stream.empty()
                : Stream.of(CheckTarget.of(
                        label, () -> "%d found".formatted(found.locations().size())));
        return Stream.concat(
                        finding,
                        found.locations().stream()
                                .map(location -> services.destinationCheck(location.toString(), settings)))
                .toList();
    }

    private int show(List<CheckResult> checks) {
        common.show(services.console(), Document.Checked.of(checks), () -> Texts.checked(checks));
        List<CheckResult> failed = checks.stream().filter(check -> !check.ok()).toList();
        failed.forEach(check -> services.console()
                .error(check.name() + ": " + check.detail(), Objects.requireNonNullElse(check.hint(), "")));
        return failed.isEmpty() ? ExitCodes.DONE : ExitCodes.FAILED;
    }
}
