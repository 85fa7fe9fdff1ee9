package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.catalogue.Freshness;
import io.etcdsnapshot.catalogue.History;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.report.Result;
import io.etcdsnapshot.report.SyncReport;
import io.etcdsnapshot.retention.CalendarDuration;
import io.etcdsnapshot.store.wrapped.UnwrappedStore;
import io.etcdsnapshot.sync.Destination;
import io.etcdsnapshot.sync.DestinationRequest;
import io.etcdsnapshot.sync.SyncResult;
import io.etcdsnapshot.sync.Synchronizer;
import io.etcdsnapshot.values.Values;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
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
            "  etcd-snapshot sync --to s3://backups/prod --s3-endpoint https://s3.example.com",
            "  etcd-snapshot sync --to /mnt/backups/prod --kube-resources-to ssh://core@vault/srv/etcd-keys",
            "  etcd-snapshot sync --to /mnt/backups/prod --recipient age1... --compress",
            "  etcd-snapshot sync -f my-values.yaml"
        })
final class SyncCommand extends MeasuredCommand {
    @Option(
            names = "--from",
            paramLabel = "LOCATION",
            description = "where the sets are (default: the directory that snapshot fills)")
    @Nullable
    Location from;

    @Mixin
    KubeResourcesFrom kubeResources;

    @Mixin
    TakenAtOption takenAt;

    @Option(names = "--dry-run", description = "show what would be done and change nothing")
    boolean dryRun;

    @Option(names = "--allow-empty", description = "succeed where the source has no sets")
    boolean allowEmpty;

    @Variable("ETCD_SNAPSHOT_SYNC_TIMEOUT")
    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "5m",
            description = "give up on a destination after this long without progress (default: 5m)")
    CalendarDuration timeout;

    @Variable("ETCD_SNAPSHOT_SYNC_RETRY_FOR")
    @Option(
            names = "--retry-for",
            paramLabel = "DURATION",
            description = "keep retrying transient failures for this long"
                    + " (default: as the values file says, else not at all)")
    @Nullable
    CalendarDuration retryFor;

    @Mixin
    DestinationOptions destinations;

    @Mixin
    StoredFormOptions storedForm;

    @Variable(Variable.NONE)
    @Option(
            names = "--decrypt",
            description = "store what --age-identity opens decrypted; encrypted sets are else copied as they are")
    boolean decrypt;

    @Mixin
    RetentionOptions retention;

    @Mixin
    HostRootOption hostRoot;

    @Mixin
    SshOptions ssh;

    @Mixin
    PingOptions ping;

    SyncCommand(CommandContext context) {
        super(context);
    }

    @Override
    public PingOptions ping() {
        return ping;
    }

    @Override
    public boolean endsRun() {
        return true;
    }

    @Override
    public boolean isDryRun() {
        return dryRun;
    }

    @Override
    public Result run() throws IOException, InterruptedException {
        Values values = common.values();
        List<DestinationRequest> wanted =
                destinations.wanted(values, hostRoot.get(), context, location -> ssh.requireSecret(location, common));
        if (wanted.isEmpty()) {
            throw Failure.wrongUsage("no destination is given")
                    .hint("name one with --to LOCATION, or a values file that says where: -f my-values.yaml");
        }
        if (decrypt && !kubeResources.identities.areGiven()) {
            throw Failure.wrongUsage("--decrypt needs --age-identity");
        }
        Duration usual = values.given() ? values.copyRetryFor() : Duration.ZERO;
        Synchronizer.Options how = new Synchronizer.Options(
                timeout.toDuration(), retryFor == null ? usual : retryFor.toDuration(), allowEmpty, dryRun);
        Access access = ssh.access(common, timeout.toDuration(), destinations.objectLock.lock(values));
        Location location = DefaultLocation.orDefault(from, hostRoot, common);
        try (ReadableStore source =
                kubeResources.open(takenAt.over(context.storeOrFile(location, access)), context, access)) {
            Synchronizer synchronizer = new Synchronizer(
                    source,
                    destination -> destination(destination, values, access),
                    Json::write,
                    how,
                    context.recorder(),
                    context.clock(),
                    context.console());
            SyncResult result = synchronizer.run(wanted);
            if (values.given() && values.writesPage() && !dryRun) {
                pages(access).publish(location, result);
            }
            if (ping.areOpen()) {
                doubtOf(source, values).ifPresent(ping::doubt);
            }
            return new SyncReport(result, dryRun);
        }
    }

    /** Returns why copies that are complete are no good sign: there is nothing new to copy. */
    private Optional<String> doubtOf(ReadableStore source, Values values) {
        History history = History.read(source, Json.HISTORY, context.console());
        Duration staleAfter = values.monitoring().staleAfter();
        try {
            return Freshness.doubt(
                    source.list(), history, staleAfter, context.clock().instant());
        } catch (Unreadable e) {
            return Optional.of(e.getMessage());
        }
    }

    private PagePublisher pages(Access access) {
        return new PagePublisher(
                location -> new UnwrappedStore(context.store(location, access), null),
                location -> retention.known(location, hostRoot, common),
                location -> DestinationOptions.parent(common.values(), location),
                context.clock(),
                context.console());
    }

    private Destination destination(Location location, Values values, Access access) {
        return new Destination(
                () -> kubeResources.identities.signers.over(context.store(location, access)),
                retention.forDestination(values, location),
                destinations.contentOf(values, location),
                storedForm.form(DestinationOptions.valuesOf(values, location).form(), decrypt),
                DestinationOptions.parent(values, location)
                        .map(parent -> (Supplier<WritableStore>) () -> context.store(parent, access))
                        .orElse(null));
    }
}
