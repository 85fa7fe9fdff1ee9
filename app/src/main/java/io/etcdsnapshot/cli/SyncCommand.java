package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.report.Result;
import io.etcdsnapshot.report.SyncResult;
import io.etcdsnapshot.retention.Span;
import io.etcdsnapshot.sync.Destination;
import io.etcdsnapshot.sync.DestinationSpec;
import io.etcdsnapshot.sync.Rounds;
import io.etcdsnapshot.sync.Synchronizer;
import io.etcdsnapshot.values.Values;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "sync",
        description =
                "Copies the sets that each destination lacks, verifies every copy there, then applies its retention.",
        footer = {
            "",
            "Nothing is removed because the source lacks it.",
            "",
            "Examples:",
            "  etcd-snapshot sync --to /mnt/backups/prod",
            "  etcd-snapshot sync --to ssh://core@master-1/home/core/etcd-snapshots --to /mnt/backups/prod",
            "  etcd-snapshot sync --sudo --from ssh://core@master-0/home/core/etcd-snapshots --to .",
            "  etcd-snapshot sync --to /mnt/backups/prod --kube-resources-to ssh://core@vault/srv/etcd-keys",
            "  etcd-snapshot sync -f my-values.yaml"
        })
final class SyncCommand implements CliCommand {
    private final CommandContext context;

    @Option(
            names = "--from",
            paramLabel = "LOCATION",
            description = "where the sets are (default: the directory that snapshot fills)")
    @Nullable
    Location from;

    @Mixin
    KubeResourcesFrom kubeResources;

    @Option(names = "--dry-run", description = "show what would be done and change nothing")
    boolean dryRun;

    @Variable("ETCD_SNAPSHOT_SYNC_TIMEOUT")
    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "5m",
            description = "give up on a destination after this long without progress (default: 5m)")
    Span timeout;

    @Variable("ETCD_SNAPSHOT_SYNC_RETRY_FOR")
    @Option(
            names = "--retry-for",
            paramLabel = "DURATION",
            description = "keep retrying transient failures for this long"
                    + " (default: as the values file says, else not at all)")
    @Nullable
    Span retryFor;

    @Mixin
    DestinationOptions destinations;

    @Mixin
    RetentionOptions retention;

    @Mixin
    HostRootOption hostRoot;

    @Mixin
    SshOptions ssh;

    @Mixin
    OutputOption output;

    @Mixin
    CommonOptions common;

    @Mixin
    MetricsOption metrics;

    SyncCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Format format() {
        return output.format();
    }

    @Override
    public MetricsOption metrics() {
        return metrics;
    }

    @Override
    public boolean isDryRun() {
        return dryRun;
    }

    @Override
    public Result run() throws IOException, InterruptedException {
        Values values = common.values();
        List<DestinationSpec> wanted =
                destinations.wanted(values, hostRoot.get(), context, location -> ssh.requireSecret(location, common));
        if (wanted.isEmpty()) {
            throw Failure.wrongUsage("no destination is given")
                    .hint("name one with --to LOCATION, or a values file that says where: -f my-values.yaml");
        }
        Duration usual = values.given() ? values.copyRetryFor() : Duration.ZERO;
        Access access = ssh.access(common, timeout.toDuration());
        Rounds rounds = new Rounds(
                locations -> sync(locations, values, access),
                timeout.toDuration(),
                retryFor == null ? usual : retryFor.toDuration(),
                context.console());
        return new SyncResult(rounds.run(wanted), dryRun);
    }

    private Synchronizer.Result sync(List<String> locations, Values values, Access access)
            throws IOException, InterruptedException {
        List<Destination> receiving = locations.stream()
                .map(Location::parse)
                .map(location -> new Destination(
                        context.store(location, access),
                        retention.forDestination(values, location),
                        destinations.contentOf(values, location)))
                .toList();
        Location source = DefaultLocation.orDefault(from, hostRoot, common);
        try (ReadableStore store = kubeResources.open(source, context, access)) {
            return new Synchronizer(
                            store, receiving, Json::write, timeout.toDuration(), context.clock(), context.console())
                    .run(dryRun);
        } finally {
            for (Destination destination : receiving) {
                destination.store().close();
            }
        }
    }
}
