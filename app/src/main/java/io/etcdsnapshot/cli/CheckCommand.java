package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.check.CheckRunner;
import io.etcdsnapshot.check.CheckTarget;
import io.etcdsnapshot.check.IdentityCheck;
import io.etcdsnapshot.check.ProofCheck;
import io.etcdsnapshot.check.RoomCheck;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.host.HostRoot;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.ping.PingClient;
import io.etcdsnapshot.report.CheckReport;
import io.etcdsnapshot.report.Result;
import io.etcdsnapshot.retention.CalendarDuration;
import io.etcdsnapshot.sync.DestinationRequest;
import io.etcdsnapshot.sync.ResolvedDestination;
import io.etcdsnapshot.values.Values;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "check",
        description = "Checks an installation without taking a snapshot: this host, and every destination.",
        footer = {
            "",
            "Takes the options of snapshot and sync, and changes nothing that lasts.",
            "",
            "Examples:",
            "  etcd-snapshot check -f my-values.yaml",
            "  etcd-snapshot check --skip-host --to ssh://core@master-1/home/core/etcd-snapshots",
            "  etcd-snapshot check --skip-host --to /mnt/backups/prod --age-identity key.txt"
        })
final class CheckCommand extends ResultCommand {
    private static final Duration PING_PATIENCE = Duration.ofSeconds(15);

    @Option(names = "--skip-host", description = "check the destinations only")
    boolean skipHost;

    @Variable("ETCD_SNAPSHOT_CHECK_TIMEOUT")
    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "1m",
            description = "wait this long for answers (default: 1m)")
    CalendarDuration timeout;

    @Mixin
    SnapshotOptions snapshot;

    @Mixin
    DestinationOptions destinations;

    @Mixin
    IdentityOptions identities;

    @Mixin
    HostRootOption hostRoot;

    @Mixin
    SshOptions ssh;

    @Mixin
    PingOptions ping;

    CheckCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Result run() throws InterruptedException {
        Values values = common.values();
        HostRoot root = hostRoot.get();
        List<DestinationRequest> wanted =
                destinations.wanted(values, root, context, location -> ssh.requireSecret(location, common));
        if (skipHost && wanted.isEmpty()) {
            throw Failure.wrongUsage("there is nothing to check: the host is skipped and no destination is given")
                    .hint("name one with --to LOCATION, or a values file that says where: -f my-values.yaml");
        }
        Access access = ssh.access(common, timeout.toDuration(), destinations.objectLock.lock(values));
        identities.unsealer();
        List<CheckTarget> targets = new ArrayList<>();
        if (!skipHost) {
            targets.addAll(context.hostChecks(snapshot.settings(root, values, new SnapshotRunOptions())));
            targets.add(CheckTarget.of("host: identity", identity(DefaultLocation.of(root, values), access)::look));
        }
        StoredFormOptions.requireRecipients(values);
        ResolvedDestination.all(wanted, timeout.toDuration()).forEach(found -> add(found, root, access, targets));
        pingCheck(values).ifPresent(targets::add);
        CheckReport report = CheckReport.of(CheckRunner.of(targets, timeout.toDuration()));
        report.warnings().forEach(context.console()::warn);
        return report;
    }

    private void add(ResolvedDestination found, HostRoot root, Access access, List<CheckTarget> targets) {
        String label = found.request().label();
        Failure failure = found.failure();
        if (failure != null) {
            targets.add(CheckTarget.of(label, () -> {
                throw failure;
            }));
        } else if (found.request().fixed() == null) {
            targets.add(CheckTarget.of(
                    label, () -> "%d found".formatted(found.locations().size())));
        }
        found.locations().forEach(location -> targets.add(destination(location, root, access)));
    }

    private CheckTarget destination(Location location, HostRoot root, Access access) {
        Values values = common.values();
        RoomCheck room = new RoomCheck(
                () -> context.store(location, access),
                () -> skipHost ? List.of() : sourceSets(root, access),
                destinations.contentOf(values, location),
                RetentionOptions.rulesFor(location, hostRoot, values).policy(),
                context.clock());
        ProofCheck proof =
                new ProofCheck(() -> context.store(location, access), Json.HISTORY, context.clock(), context.console());
        return context.destinationCheck(location, access)
                .and(location + ": room", room::look)
                .and(location + ": identity", identity(location, access)::look)
                .and(location + ": newest set", proof::look);
    }

    private IdentityCheck identity(Location location, Access access) {
        return new IdentityCheck(() -> identities.opening(context.store(location, access)), context.recorder());
    }

    /** Notes something at the check, which is neither success nor failure. */
    private Optional<CheckTarget> pingCheck(Values values) {
        try {
            return ping.url(values)
                    .map(url -> CheckTarget.of("ping: " + url, () -> {
                        PingClient client = ping.client(url, values, context.environment());
                        client.send(url.log(), "etcd-snapshot check", PING_PATIENCE)
                                .ifPresent(problem -> {
                                    throw Failure.failed(problem)
                                            .hint(
                                                    "check monitoring.ping; runs go on without, but nobody is called when they stop");
                                });
                        return "it answers; no success was reported";
                    }));
        } catch (Failure e) {
            return Optional.of(CheckTarget.of("ping", () -> {
                throw e;
            }));
        }
    }

    private List<BackupSet> sourceSets(HostRoot root, Access access) throws IOException {
        Location source = DefaultLocation.of(root, common.values());
        try (ReadableStore sets = context.store(source, access)) {
            return sets.list().sets();
        } catch (Unreadable e) {
            // said by the check of the host
            return List.of();
        }
    }
}
