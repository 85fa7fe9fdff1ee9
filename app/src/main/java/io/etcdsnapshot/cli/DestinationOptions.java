package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.host.EtcdMembers;
import io.etcdsnapshot.host.HostRoot;
import io.etcdsnapshot.location.DirectoryLocation;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.location.S3Location;
import io.etcdsnapshot.location.SshLocation;
import io.etcdsnapshot.sync.DestinationRequest;
import io.etcdsnapshot.values.DestinationValues;
import io.etcdsnapshot.values.Values;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Chooses where sets are copied to: what the command line names, else what the values say. */
@OptionGroup("Destination options")
final class DestinationOptions {
    /** Label of mirrors that are found when a run starts, until they are. */
    static final String MIRRORS = "mirrors";

    @Option(
            names = "--to",
            paramLabel = "LOCATION",
            split = EnvironmentDefaults.SEPARATOR,
            hideParamSyntax = true,
            description = "a destination; may be repeated (default: those of the values file)")
    List<Location> to = List.of();

    @Option(
            names = "--kube-resources-to",
            paramLabel = "LOCATION",
            split = EnvironmentDefaults.SEPARATOR,
            hideParamSyntax = true,
            description = "a destination for the kube resources alone, those of --to then get the snapshots alone;"
                    + " may be repeated")
    List<Location> kubeResourcesTo = List.of();

    @Mixin
    VolumeOption volume = new VolumeOption();

    @Mixin
    ObjectLockOptions objectLock = new ObjectLockOptions();

    /**
     * Returns the destinations; none if neither the command line nor the values name any.
     *
     * @param check fails where a destination cannot be reached for want of a key; called when it is looked for
     */
    List<DestinationRequest> wanted(Values values, HostRoot root, CommandContext context, Consumer<Location> check) {
        List<DestinationRequest> wanted = new ArrayList<>();
        if (!to.isEmpty() || !kubeResourcesTo.isEmpty()) {
            List<Location> whole = locations(to, values);
            List<Location> kubeResources = locations(kubeResourcesTo, values);
            whole.stream()
                    .filter(location -> kubeResources.stream().anyMatch(location::isSamePlace))
                    .findFirst()
                    .ifPresent(both -> {
                        throw Failure.wrongUsage("%s is given to --to and to --kube-resources-to".formatted(both))
                                .hint("without --kube-resources-to it gets whole sets");
                    });
            Stream.concat(whole.stream(), kubeResources.stream()).forEach(place -> wanted.add(at(place, check)));
        } else if (values.given()) {
            if (values.copiesToVolume()) {
                wanted.add(volume(values));
            }
            if (values.copiesToMirrors()) {
                wanted.addAll(mirrors(values, root, context, check));
            }
            values.s3().bucket().ifPresent(bucket -> wanted.add(at(bucket(bucket, values), check)));
        }
        return wanted;
    }

    private static List<Location> locations(List<Location> given, Values values) {
        return given.stream()
                .map(location -> inDirectoryOf(values.clusterId(), location))
                .toList();
    }

    private static DestinationRequest at(Location location, Consumer<Location> check) {
        return new DestinationRequest(location.toString(), location, () -> {
            check.accept(location);
            return List.of(location);
        });
    }

    /** Returns the location above the cluster's own directory, where sets may lie from before it had one. */
    static Optional<Location> parent(Values values, Location location) {
        return values.clusterId().filter(id -> id.equals(location.lastName())).flatMap(id -> location.parent());
    }

    /** Returns what of a set goes to one of the wanted locations. */
    Content contentOf(Values values, Location location) {
        if (kubeResourcesTo.isEmpty()) {
            return valuesOf(values, location).content();
        }
        return locations(kubeResourcesTo, values).stream().anyMatch(location::isSamePlace)
                ? Content.KUBE_RESOURCES
                : Content.SNAPSHOT;
    }

    /** Returns what the values say of destinations of a location's kind. */
    static DestinationValues valuesOf(Values values, Location location) {
        if (location instanceof S3Location) {
            return values.bucket();
        }
        return location instanceof SshLocation ? values.mirrors() : values.volume();
    }

    private static Location bucket(String name, Values values) {
        return inDirectoryOf(
                values.clusterId(),
                Location.parse("s3://%s/%s".formatted(name, values.s3().prefix())));
    }

    /** Returns the volume, which fails to be found where nothing is mounted: a directory is not made there. */
    private DestinationRequest volume(Values values) {
        Location location = inDirectoryOf(values.clusterId(), DirectoryLocation.of(volume.directory));
        return new DestinationRequest(location.toString(), location, () -> {
            if (!Files.isDirectory(volume.directory)) {
                throw Failure.failed("there is no directory " + volume.directory)
                        .hint("mount the volume there, or name its directory with --volume")
                        .asTransient();
            }
            return List.of(location);
        });
    }

    private interface Addresses {
        List<String> find() throws InterruptedException;
    }

    private static List<DestinationRequest> mirrors(
            Values values, HostRoot root, CommandContext context, Consumer<Location> check) {
        if (!values.ssh().hosts().isEmpty()) {
            return values.ssh().hosts().stream()
                    .map(host -> at(mirror(host, values), check))
                    .toList();
        }
        String node = context.nodeName(root);
        Addresses addresses = values.systemd()
                ? () -> EtcdMembers.addressesOfOthers(root, node)
                : () -> context.mirrorNodes(values.labelDomain(), values.baseDomain(), node);
        return List.of(DestinationRequest.found(MIRRORS, () -> {
            List<Location> found = addresses.find().stream()
                    .map(address -> mirror(address, values))
                    .toList();
            if (found.isEmpty()) {
                throw Failure.failed("this host is the only etcd member").hint("name mirrors in sync.hosts");
            }
            check.accept(found.get(0));
            return found;
        }));
    }

    /** @param host {@code [user@]host[:port]}, or an IPv6 address as it is */
    private static Location mirror(String host, Values values) {
        String address = host.substring(host.indexOf('@') + 1);
        boolean bareIpv6 = !address.startsWith("[") && address.indexOf(':') != address.lastIndexOf(':');
        String user = host.contains("@")
                ? host.substring(0, host.indexOf('@'))
                : values.ssh().user();
        String directory = values.ssh().directory().orElse(values.snapshot().directory());
        return inDirectoryOf(
                values.clusterId(),
                Location.parse("ssh://%s@%s%s".formatted(user, bareIpv6 ? "[" + address + "]" : address, directory)));
    }

    /** Returns the cluster's own directory below a location, unless that is it already. */
    private static Location inDirectoryOf(Optional<String> clusterId, Location location) {
        return clusterId
                .filter(id -> !id.equals(location.lastName()))
                .map(location::child)
                .orElse(location);
    }
}
