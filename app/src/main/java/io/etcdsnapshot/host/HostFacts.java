package io.etcdsnapshot.host;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.StagingArea;
import io.etcdsnapshot.etcd.SnapshotReader;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.failure.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds out what the host knows about itself and its cluster. */
public final class HostFacts {
    private static final Pattern CLUSTER_ID = Pattern.compile("\"clusterID\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern DESIRED =
            Pattern.compile("\"desired\"\\s*:\\s*\\{[^{}]*\"version\"\\s*:\\s*\"([^\"]+)\"");

    private static final String DATABASE = "/var/lib/etcd/member/snap/db";

    private final HostCommands commands;
    private final Log log;

    public HostFacts(HostCommands commands, Log log) {
        this.commands = commands;
        this.log = log;
    }

    /**
     * Holds what is known of the cluster; the rest is null.
     *
     * @param version such as 4.16.21
     */
    public record Cluster(@Nullable String id, @Nullable String version) {}

    /**
     * Returns the host's name: the pod's variable, else what the host's own root says, else the kernel's.
     *
     * @param told by the environment, may be empty
     */
    public static String nodeName(HostRoot root, String told) {
        if (!told.isEmpty()) {
            return told;
        }
        return (root.isOwnRoot() ? Optional.<String>empty() : firstLine(root.resolve("/etc/hostname")))
                .or(() -> firstLine(Path.of("/proc/sys/kernel/hostname")))
                .orElse("unknown");
    }

    /** Returns whether {@code wanted} names this host: its whole name or the first labels of it, in any case. */
    public static boolean isNamed(String node, String wanted) {
        String name = node.toLowerCase(Locale.ROOT);
        String given = wanted.toLowerCase(Locale.ROOT).replaceFirst("[.]$", "");
        return name.equals(given) || name.startsWith(given + ".");
    }

    private static Optional<String> firstLine(Path file) {
        try {
            return Files.readString(file)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Asks the API server through the node's own kubeconfig; nothing is known when it doesn't answer. */
    public Cluster cluster() throws InterruptedException {
        String answer = ask("get", "clusterversion", "version", "-o", "json").orElse("");
        return new Cluster(find(CLUSTER_ID, answer), find(DESIRED, answer));
    }

    /** Returns the same; when the API server is down, from the sets that lie here, if all are of one cluster. */
    public Cluster cluster(StagingArea sets) throws Unreadable, InterruptedException {
        Cluster told = cluster();
        if (told.id() != null || !sets.exists()) {
            return told;
        }
        List<Manifest> manifests = sets.list().sets().stream()
                .flatMap(set -> Stream.ofNullable(set.manifest()))
                .toList();
        long clusters = manifests.stream()
                .flatMap(manifest -> Stream.ofNullable(manifest.clusterId()))
                .distinct()
                .count();
        if (manifests.isEmpty() || clusters > 1) {
            return told;
        }
        Manifest newest = manifests.get(0);
        return new Cluster(newest.clusterId(), told.version() == null ? newest.clusterVersion() : told.version());
    }

    /** Returns whether the API server says that it is ready, and so etcd serves it. */
    public boolean apiAnswers() throws InterruptedException {
        return ask("get", "--raw", "/readyz").isPresent();
    }

    /** Returns the version of the etcd that ran here last, as its data tell; else of the program that is here. */
    public Optional<String> etcdVersion() throws InterruptedException {
        Path database = commands.root().resolve(DATABASE);
        if (Files.isRegularFile(database)) {
            try (SnapshotReader reader = SnapshotReader.open(database)) {
                Optional<String> version = reader.etcdVersion();
                if (version.isPresent()) {
                    return version;
                }
            } catch (IOException e) {
                log.debug("can't read %s: %s".formatted(DATABASE, Reason.of(e)));
            }
        }
        return new EtcdPrograms(commands, log).etcdVersion();
    }

    private Optional<String> ask(String... words) throws InterruptedException {
        if (!OpenShiftHost.isOne(commands.root())) {
            return Optional.empty();
        }
        List<String> command = new ArrayList<>(List.of("oc"));
        command.addAll(List.of(words));
        return commands.ask(command, Map.of("KUBECONFIG", OpenShiftHost.KUBECONFIG), EnvironmentTag.unique(), log);
    }

    private static @Nullable String find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : null;
    }
}
