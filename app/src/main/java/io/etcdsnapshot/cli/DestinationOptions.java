package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.host.EtcdMembers;
import io.etcdsnapshot.host.HostRoot;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.sync.DestinationRequest;
import io.etcdsnapshot.values.Values;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where sets are brought to: what the command line names, else what the values say. */
final class DestinationOptions {
    /** What those found at run time are called while nobody knows which they are. */
    static final String MIRRORS = "mirrors";

    private static final String USUAL_LABEL_DOMAIN = "example.com";

    @Option(
            names = "--to",
            paramLabel = "LOCATION",
            description = "a destination; may be repeated (default: what the values file says)")
    @Nullable
    List<String> to;

    @Option(
            names = "--kube-resources-to",
            paramLabel = "LOCATION",
            description = "a destination for the kube resources alone, those of --to then get the snapshots alone;"
                    + " may be repeated")
    List<String> kubeResourcesTo = List.of();

    @Option(
            names = "--volume",
            paramLabel = "DIR",
            defaultValue = "/pv",
            description = "where the volume of mode pv is mounted (default: /pv)")
    Path volume;

    /** Empty if neither the command line nor the values name any. */
    List<DestinationRequest> wanted(Values values, HostRoot root, Services services) {
        Optional<String> clusterId = values.clusterId();
        if (to != null || !kubeResourcesTo.isEmpty()) {
            List<String> whole = locations(Objects.requireNonNullElse(to, List.of()), clusterId);
            List<String> kubeResources = locations(kubeResourcesTo, clusterId);
            whole.stream().filter(kubeResources::contains).findFirst().ifPresent(both -> {
                throw Failure.wrongUsage("%s is given to --to and to --kube-resources-to".formatted(both))
                        .hint("without --kube-resources-to it gets whole sets");
            });
            return Stream.concat(whole.stream(), kubeResources.stream())
                    .map(location -> DestinationRequest.at(Location.parse(location)))
                    .toList();
        }
        return values.areGiven() ? ofMode(values, root, services) : List.of();
    }

    private static List<String> locations(List<String> given, Optional<String> clusterId) {
        return given.stream()
                .map(location -> inDirectoryOf(clusterId, location))
                .toList();
    }

    /** Returns the location above the cluster's own directory, where sets may lie from before it had one. */
    static Optional<String> parent(Values values, Location location) {
        return values.clusterId()
                .filter(id -> location.toString().endsWith("/" + id))
                .map(id -> location.toString().substring(0, location.toString().length() - id.length() - 1));
    }

    /** What of a set goes to one of the wanted locations. */
    Content contentOf(Values values, String location) {
        if (kubeResourcesTo.isEmpty()) {
            return values.content(location.startsWith("ssh://") ? "sync.content" : "pv.content");
        }
        return locations(kubeResourcesTo, values.clusterId()).contains(location)
                ? Content.KUBE_RESOURCES
                : Content.SNAPSHOT;
    }

    private List<DestinationRequest> ofMode(Values values, HostRoot root, Services services) {
        String mode = values.text("mode").orElseGet(() -> namesVolume(values) ? "pv" : "sync");
        List<DestinationRequest> wanted = new ArrayList<>();
        if (!mode.equals("sync")) {
            wanted.add(volume(values));
        }
        if (!mode.equals("pv")) {
            wanted.addAll(mirrors(values, root, services));
        }
        return wanted;
    }

    private static boolean namesVolume(Values values) {
        return Stream.of("server", "storageClassName", "name", "existingClaim")
                .anyMatch(key -> values.text("pv." + key).isPresent());
    }

    /** A directory that is not there is no volume to fill. */
    private DestinationRequest volume(Values values) {
        Location location = Location.parse(inDirectoryOf(values.clusterId(), volume.toString()));
        return new DestinationRequest(location.toString(), location, () -> {
            if (!Files.isDirectory(volume)) {
                throw Failure.failed("there is no directory " + volume)
                        .hint("mount the volume there, or name its directory with --volume")
                        .asTransient();
            }
            return List.of(location);
        });
    }

    private interface Addresses {
        List<String> find() throws InterruptedException;
    }

    private static List<DestinationRequest> mirrors(Values values, HostRoot root, Services services) {
        Optional<List<String>> hosts = values.texts("sync.hosts");
        if (hosts.isPresent()) {
            return hosts.get().stream()
                    .map(host -> DestinationRequest.at(Location.parse(mirror(host, values))))
                    .toList();
        }
        String node = services.nodeName(root);
        Addresses addresses =
                values.text("operatingMode").filter("systemd"::equals).isPresent()
                        ? () -> EtcdMembers.addressesOfOthers(root, node)
                        : () -> services.mirrorNodes(
                                values.text("labelDomain").orElse(USUAL_LABEL_DOMAIN),
                                values.text("baseDomain").orElse(""),
                                node);
        return List.of(DestinationRequest.found(MIRRORS, () -> {
            List<String> found = addresses.find();
            if (found.isEmpty()) {
                throw Failure.failed("this host is the only etcd member").hint("name mirrors in sync.hosts");
            }
            return found.stream()
                    .map(address -> Location.parse(mirror(address, values)))
                    .toList();
        }));
    }

    /** @param host {@code [user@]host[:port]}, or an IPv6 address as it is */
    private static String mirror(String host, Values values) {
        String address = host.substring(host.indexOf('@') + 1);
        boolean bareIpv6 = !address.startsWith("[") && address.indexOf(':') != address.lastIndexOf(':');
        String user = host.contains("@")
                ? host.substring(0, host.indexOf('@'))
                : values.text("sync.user").orElse(SshOptions.USUAL_USER);
        String directory = values.text("sync.directory")
                .or(() -> values.text("snapshot.directory"))
                .orElse(DefaultLocation.DIRECTORY);
        String location = "ssh://%s@%s%s".formatted(user, bareIpv6 ? "[" + address + "]" : address, directory);
        return inDirectoryOf(values.clusterId(), location);
    }

    /** The cluster's own directory below a location, unless that is it already; what names no path is left as it is. */
    private static String inDirectoryOf(Optional<String> clusterId, String location) {
        DefaultLocation.requireNamed(location);
        String path = location.contains("://") ? location.replaceFirst("^\\w+://[^/]*", "") : location;
        return clusterId
                .filter(id -> !path.isEmpty() && !id.equals(lastName(path)))
                .map(id -> location.replaceFirst("/+$", "") + "/" + id)
                .orElse(location);
    }

    private static String lastName(String path) {
        return String.valueOf(Path.of(path).toAbsolutePath().normalize().getFileName());
    }
}
