package io.etcdsnapshot.values;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.retention.CalendarDuration;
import io.etcdsnapshot.retention.RetentionPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The values that the program reads, from the file that {@code helm install -f} takes and the chart's defaults.
 *
 * @param given whether there is a values file at all, be it empty
 * @param mode {@code pv}, {@code sync}, {@code both} or {@code s3}
 * @param systemd whether units on the hosts run the program, instead of pods
 * @param systemdHost the host that takes the snapshots there; empty in pods, where a label says it
 * @param baseDomain appended to the names of mirror nodes; empty: they are reached by address
 * @param clusterId name of the cluster's own directory below each destination
 * @param retention of the node's own sets, without {@code snapshot.purgeDays}
 * @param volume the values below {@code pv}
 * @param mirrors the values below {@code sync} that all kinds of destination have
 * @param bucket those below {@code s3}
 * @param ssh how mirrors are found and reached
 * @param s3 how the bucket is reached
 * @param proxy of programs on the host, by upper-case variable name
 * @param writesPage whether a page lies beside the sets at destinations
 * @param copyRetryFor how long a failing copy is tried again
 */
public record Values(
        boolean given,
        String mode,
        boolean systemd,
        Optional<String> systemdHost,
        String labelDomain,
        String baseDomain,
        Optional<String> clusterId,
        SnapshotValues snapshot,
        RetentionPolicy retention,
        DestinationValues volume,
        DestinationValues mirrors,
        DestinationValues bucket,
        MirrorValues ssh,
        BucketValues s3,
        Map<String, String> proxy,
        boolean writesPage,
        Duration copyRetryFor,
        MonitoringValues monitoring) {
    private static final Pattern CLUSTER_ID = Pattern.compile("(?!.{129})\\w[\\w-]*(\\.[\\w-]+)*");

    /** Returns the chart's defaults, as they are without a values file. */
    public static Values defaults() {
        return of(Defaults.ofChart(), false);
    }

    /** @throws Failure wrong usage, naming the file and the key or line that is wrong */
    public static Values read(Path file) {
        return of(ValuesFile.read(file), true);
    }

    /** Returns the chart's defaults that are single texts, by their keys with dots. */
    public static Map<String, String> defaultTexts() {
        Map<String, String> texts = new LinkedHashMap<>();
        collect("", Defaults.ofChart(), texts);
        return texts;
    }

    private static void collect(String path, Map<?, ?> section, Map<String, String> texts) {
        section.forEach((key, value) -> {
            if (value instanceof Map<?, ?> inner) {
                collect(path + key + ".", inner, texts);
            } else if (value instanceof String text) {
                texts.put(path + key, text);
            }
        });
    }

    private static Values of(Map<?, ?> merged, boolean given) {
        Section root = new Section(merged, "");
        boolean systemd = root.text("operatingMode").equals("systemd");
        return new Values(
                given,
                root.optional("mode").orElseGet(() -> usualMode(root)),
                systemd,
                root.section("systemd").optional("host").filter(host -> systemd),
                root.text("labelDomain"),
                root.text("baseDomain"),
                clusterId(root),
                SnapshotValues.of(root.section("snapshot"), root.section("encryption")),
                root.retention("retention"),
                DestinationValues.of("pv", root.section("pv"), root.section("encryption")),
                DestinationValues.of("sync", root.section("sync"), root.section("encryption")),
                DestinationValues.of("s3", root.section("s3"), root.section("encryption")),
                MirrorValues.of(root.section("sync")),
                BucketValues.of(root.section("s3")),
                proxy(root.section("proxy")),
                root.section("report").flag("enabled"),
                root.section("job").duration("copyRetryFor"),
                MonitoringValues.of(root.section("monitoring")));
    }

    /** Returns the mode that the chart takes where none is named. */
    private static String usualMode(Section root) {
        Section pv = root.section("pv");
        boolean namesVolume = !(pv.text("server")
                        + pv.text("storageClassName")
                        + pv.text("name")
                        + pv.text("existingClaim"))
                .isEmpty();
        if (namesVolume) {
            return "pv";
        }
        boolean bucketAlone = root.section("s3").optional("bucket").isPresent()
                && root.section("sync").texts("hosts").isEmpty();
        return bucketAlone ? "s3" : "sync";
    }

    private static Map<String, String> proxy(Section section) {
        Map<String, String> proxy = new LinkedHashMap<>();
        section.optional("httpProxy").ifPresent(value -> proxy.put("HTTP_PROXY", value));
        section.optional("httpsProxy").ifPresent(value -> proxy.put("HTTPS_PROXY", value));
        section.optional("noProxy").ifPresent(value -> proxy.put("NO_PROXY", value));
        return proxy;
    }

    private static Optional<String> clusterId(Section root) {
        Optional<String> id = root.optional("clusterId");
        if (id.isPresent() && !CLUSTER_ID.matcher(id.get()).matches()) {
            throw root.wrong(
                    "clusterId",
                    "'%s' is not a name of letters, digits, - and _ with single dots between".formatted(id.get()));
        }
        if (id.flatMap(BackupSetId::parse).isPresent()) {
            throw root.wrong("clusterId", "'%s' has the form of a backup set's id".formatted(id.get()));
        }
        return id;
    }

    public boolean copiesToVolume() {
        return mode.equals("pv") || mode.equals("both");
    }

    public boolean copiesToMirrors() {
        return mode.equals("sync") || mode.equals("both");
    }

    /** Returns whether there is a destination whose sets are encrypted. */
    public boolean encryptsCopies() {
        return Stream.of(volume, mirrors, bucket)
                .anyMatch(destination -> !destination.form().recipients().isEmpty());
    }

    /** Returns the rules for the node's own sets: {@code retention}, and {@code snapshot.purgeDays} beside it. */
    public RetentionRules nodeRules() {
        if (!given) {
            return RetentionRules.NONE;
        }
        if (snapshot.purgeDays() == 0 || retention.within() != null) {
            return new RetentionRules("retention", retention);
        }
        return new RetentionRules(
                retention.isEmpty() ? "snapshot.purgeDays" : "retention, snapshot.purgeDays",
                new RetentionPolicy(
                        retention.counts(), CalendarDuration.ofDays(snapshot.purgeDays()), retention.tags()));
    }

    /** Returns the rules for a destination: its own, or where it has none, those for the node's sets. */
    public RetentionRules rules(DestinationValues destination) {
        return destination.retention().isEmpty()
                ? nodeRules()
                : new RetentionRules(destination.key() + ".retention", destination.retention());
    }
}
