package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.BackupStore;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Failure;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.report.Documents;
import io.etcdsnapshot.report.Texts;
import io.etcdsnapshot.retention.Span;
import io.etcdsnapshot.sync.Destination;
import io.etcdsnapshot.sync.DestinationReport;
import io.etcdsnapshot.sync.Synchronizer;
import io.etcdsnapshot.values.Values;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
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
            "  etcd-snapshot sync --from ssh://core@master-0/home/core/etcd-snapshots --to .",
            "  etcd-snapshot sync --to /mnt/backups/prod --kube-resources-to ssh://core@vault/srv/etcd-keys"
        })
final class SyncCommand implements Callable<Integer> {
    private final Services services;

    @Mixin
    CommonOptions common;

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

    @Option(names = "--to", paramLabel = "LOCATION", description = "a destination; may be repeated")
    List<String> to = List.of();

    @Option(
            names = "--kube-resources-to",
            paramLabel = "LOCATION",
            description = "a destination for the kube resources alone, those of --to then get the snapshots alone;"
                    + " may be repeated")
    List<String> kubeResourcesTo = List.of();

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "5m",
            description = "how long a destination may make no progress before it is given up (default: 5m)")
    Span timeout;

    @Option(names = "--dry-run", description = "show what would be copied and change nothing")
    boolean dryRun;

    SyncCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Values values = common.readValues();
        String source = from != null ? from : DefaultLocation.of(hostRoot.get(), values);
        List<Destination> destinations = destinations(values);
        Synchronizer.Result result =
                sync(kubeResources.join(store(source, values), location -> store(location, values)), destinations);
        services.console()
                .result(common.json() ? Json.write(Documents.Synced.of(result)) : Texts.synced(result, dryRun));
        result.destinations().stream()
                .filter(report -> report.failure() != null)
                .forEach(report -> services.console()
                        .error(
                                "%s: %s".formatted(report.location(), message(report)),
                                Objects.requireNonNullElse(hint(report), "")));
        result.failedSets().forEach(reason -> services.console().error(reason, ""));
        return exitCode(result);
    }

    private List<Destination> destinations(Values values) {
        if (to.isEmpty() && kubeResourcesTo.isEmpty()) {
            throw Failure.wrongUsage("no destination is given").hint("etcd-snapshot sync --to LOCATION");
        }
        to.stream().filter(kubeResourcesTo::contains).findFirst().ifPresent(both -> {
            throw Failure.wrongUsage("%s is given to --to and to --kube-resources-to".formatted(both))
                    .hint("without --kube-resources-to it gets whole sets");
        });
        List<Destination> destinations = new ArrayList<>();
        to.forEach(location -> destinations.add(destination(
                location, kubeResourcesTo.isEmpty() ? contentOf(values, location) : Content.SNAPSHOT, values)));
        kubeResourcesTo.forEach(location -> destinations.add(destination(location, Content.KUBE_RESOURCES, values)));
        return destinations;
    }

    private Destination destination(String location, Content content, Values values) {
        return new Destination(store(location, values), retention.forDestination(values, location), content);
    }

    private static Content contentOf(Values values, String location) {
        return values.content(location.startsWith("ssh://") ? "sync.content" : "pv.content");
    }

    private Synchronizer.Result sync(ReadableStore source, List<Destination> destinations)
            throws IOException, InterruptedException {
        try (source) {
            return new Synchronizer(
                            source,
                            destinations,
                            Json::write,
                            timeout.toDuration(),
                            services.clock(),
                            services.console())
                    .run(dryRun);
        } finally {
            for (Destination destination : destinations) {
                destination.store().close();
            }
        }
    }

    private BackupStore store(String location, Values values) {
        return services.store(location, ssh.settings(values, timeout.toDuration()));
    }

    private static String message(DestinationReport report) {
        Failure failure = report.failure();
        return failure == null ? "" : failure.getMessage();
    }

    private static @Nullable String hint(DestinationReport report) {
        Failure failure = report.failure();
        return failure == null ? null : failure.hint();
    }

    /** All in order; or some; or none, and then what all have in common. */
    private static int exitCode(Synchronizer.Result result) {
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
        boolean someArrived = result.destinations().stream()
                .anyMatch(report -> !report.copied().isEmpty());
        if (someInOrder || someArrived) {
            return ExitCodes.DONE_IN_PART;
        }
        return failures.size() == 1 ? failures.get(0) : ExitCodes.FAILED;
    }
}
