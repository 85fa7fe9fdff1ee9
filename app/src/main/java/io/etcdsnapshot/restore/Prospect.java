package io.etcdsnapshot.restore;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Failure;
import io.etcdsnapshot.backup.Manifest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What to know of a set before it is restored on this host.
 *
 * @param age negative if the set is from the future
 * @param node that the set was taken on, or null
 * @param clusterId that the set says, or null
 * @param clusterVersion that the set says, or null
 * @param mismatches in words, each a reason not to restore this set here
 */
public record Prospect(
        BackupSetId id,
        Instant takenAt,
        Duration age,
        boolean dirty,
        @Nullable String node,
        @Nullable String clusterId,
        @Nullable String clusterVersion,
        HostCluster host,
        List<String> mismatches) {
    /** OpenShift's own ids; people may have given a name instead, and the two can't be compared. */
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    public static Prospect of(BackupSet set, HostCluster host, Instant now) {
        Manifest manifest = set.manifest();
        String clusterId = manifest == null ? null : manifest.clusterId();
        String version = manifest == null ? null : manifest.clusterVersion();
        return new Prospect(
                set.id(),
                set.takenAt(),
                Duration.between(set.takenAt(), now),
                set.dirty(),
                manifest == null ? null : manifest.node(),
                clusterId,
                version,
                host,
                mismatches(clusterId, version, host));
    }

    static List<String> mismatches(@Nullable String id, @Nullable String version, HostCluster host) {
        List<String> mismatches = new ArrayList<>();
        if (id != null && host.id() != null && isUuid(id) == isUuid(host.id()) && !id.equals(host.id())) {
            mismatches.add("the set is of cluster %s, this host belongs to %s".formatted(id, host.id()));
        }
        if (version != null && host.version() != null && !version.equals(host.version())) {
            mismatches.add("the set is of version %s, this host has %s".formatted(version, host.version()));
        }
        return List.copyOf(mismatches);
    }

    private static boolean isUuid(String id) {
        return UUID.matcher(id).matches();
    }

    /** All that speaks against a restore. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>(mismatches);
        if (host.apiAnswers()) {
            warnings.add("the API server of this host still answers: etcd works, restore nothing");
        }
        if (dirty) {
            warnings.add("the set was taken with --force, perhaps in the middle of a rollout: prefer a clean one");
        }
        if (age.isNegative()) {
            warnings.add("the set is from the future: a clock was or is wrong");
        }
        return warnings;
    }

    /**
     * @param acceptMismatch whether the user said that they know
     * @param acceptLiveApi likewise
     * @throws Failure refused, if restoring this set here needs a word that the user did not give
     */
    public void requireRunnable(boolean acceptMismatch, boolean acceptLiveApi) {
        if (host.apiAnswers() && !acceptLiveApi) {
            throw Failure.refused(
                            "the API server still answers: etcd works, and a restore would throw away what it holds")
                    .hint("restore only what can't be mended otherwise; if this is such a case, add --accept-live-api");
        }
        if (!mismatches.isEmpty() && !acceptMismatch) {
            throw Failure.refused("%s does not fit this host: %s".formatted(id, String.join("; ", mismatches)))
                    .hint("if you know that it does, add --accept-mismatch");
        }
    }

    /** @throws Failure refused, if what was typed is not this set's id */
    public void requireConfirmed(String typed) {
        if (!typed.strip().equals(id.value())) {
            throw Failure.refused("'%s' is not %s: nothing was run".formatted(typed.strip(), id));
        }
    }
}
