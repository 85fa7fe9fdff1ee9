package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.report.Document;
import io.etcdsnapshot.report.Texts;
import io.etcdsnapshot.retention.Span;
import io.etcdsnapshot.store.ssh.SshSettings;
import io.etcdsnapshot.sync.Destination;
import io.etcdsnapshot.sync.DestinationReport;
import io.etcdsnapshot.sync.DestinationRequest;
import io.etcdsnapshot.sync.SyncResult;
import io.etcdsnapshot.sync.Synchronizer;
import io.etcdsnapshot.values.Values;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "sync",
        description =
                "Copies the sets that each destination lacks, proves every copy there, then applies its retention.",
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
final class SyncCommand implements Callable<Integer> {
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
    RetentionOptions retention;

    @Option(names = "--from", paramLabel = "LOCATION", description = "default: the directory that snapshot fills")
    @Nullable
    String from;

    @Mixin
    KubeResourcesFrom kubeResources;

    @Mixin
    DestinationOptions destinations;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "5m",
            description = "how long a destination may make no progress before it is given up (default: 5m)")
    Span timeout;

    @Option(
            names = "--retry-for",
            paramLabel = "DURATION",
            description = "how long to try again where it failed in a way that can pass (default: not at all)")
    @Nullable
    Span retryFor;

    @Option(names = "--dry-run", description = "show what would be copied and change nothing")
    boolean dryRun;

    @Option(names = "--allow-empty", description = "a source without any set is no error")
    boolean allowEmpty;

    SyncCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Values values = common.readValues();
        List<DestinationRequest> wanted = destinations.wanted(values, hostRoot.get(), services);
        if (wanted.isEmpty()) {
            throw Failure.wrongUsage("no destination is given")
                    .hint("name one with --to LOCATION, or a values file that says where: -f my-values.yaml");
        }
        Duration retrying = Optional.ofNullable(retryFor)
                .or(() -> values.span("job.copyRetryFor"))
                .map(Span::toDuration)
                .orElse(Duration.ZERO);
        SyncResult result = sync(wanted, values, retrying);
        common.show(services.console(), Document.Synced.of(result), () -> Texts.synced(result, dryRun));
        for (DestinationReport report : result.destinations()) {
            Failure failure = report.failure();
            if (failure != null) {
                services.console()
                        .error(
                                "%s: %s".formatted(report.location(), failure.getMessage()),
                                Objects.requireNonNullElse(failure.hint(), ""));
            }
        }
        result.failedSets().forEach(reason -> services.console().error(reason, ""));
        return exitCode(result);
    }

    private SyncResult sync(List<DestinationRequest> wanted, Values values, Duration retrying)
            throws IOException, InterruptedException {
        // One for all, so that all share one bandwidth limit.
        SshSettings settings = ssh.settings(values, timeout.toDuration());
        String location = DefaultLocation.orDefault(from, hostRoot, values);
        try (ReadableStore source = kubeResources.open(location, place -> services.store(place, settings))) {
            return new Synchronizer(
                            source,
                            destination -> destination(destination, values, settings),
                            Json::write,
                            new Synchronizer.Options(timeout.toDuration(), retrying, allowEmpty, dryRun),
                            services.clock(),
                            services.console())
                    .run(wanted);
        }
    }

    private Destination destination(Location location, Values values, SshSettings settings) {
        return new Destination(
                () -> services.store(location.toString(), settings),
                retention.forDestination(values, location.toString()),
                destinations.contentOf(values, location.toString()),
                DestinationOptions.parent(values, location)
                        .map(parent -> (Supplier<WritableStore>) () -> services.store(parent, settings))
                        .orElse(null));
    }

    /** All in order; or some; or none, and then what all have in common. */
    private static int exitCode(SyncResult result) {
        List<Integer> failures = result.destinations().stream()
                .map(DestinationReport::failure)
                .filter(Objects::nonNull)
                .map(ExitCodes::of)
                .distinct()
                .toList();
        boolean someInOrder = result.destinations().stream().anyMatch(report -> report.failure() == null);
        if (failures.isEmpty()) {
            return result.failedSets().isEmpty() ? ExitCodes.DONE : ExitCodes.DONE_IN_PART;
        }
        boolean someServed = result.destinations().stream()
                .anyMatch(report -> report.isServed() || !report.copied().isEmpty());
        if (someInOrder || someServed) {
            return ExitCodes.DONE_IN_PART;
        }
        return failures.size() == 1 ? failures.get(0) : ExitCodes.FAILED;
    }
}
