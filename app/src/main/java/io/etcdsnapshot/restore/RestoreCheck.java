package io.etcdsnapshot.restore;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.failure.Failure;
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
 */
public record RestoreCheck(BackupSet set, Duration age, HostCluster host) {
    /** OpenShift's own ids; people may have given a name instead, and the two can't be compared. */
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    public static RestoreCheck of(BackupSet set, HostCluster host, Instant now) {
        return new RestoreCheck(set, Duration.between(set.takenAt(), now), host);
    }

    /** Where the set was taken, or null. */
    public @Nullable String node() {
        Manifest manifest = set.manifest();
        return manifest == null ? null : manifest.node();
    }

    /** As the set says, or null. */
    public @Nullable String clusterId() {
        Manifest manifest = set.manifest();
        return manifest == null ? null : manifest.clusterId();
    }

    /** As the set says, or null. */
    public @Nullable String clusterVersion() {
        Manifest manifest = set.manifest();
        return manifest == null ? null : manifest.clusterVersion();
    }

    /** In words, each a reason not to restore this set here. */
    public List<String> mismatches() {
        List<String> mismatches = new ArrayList<>();
        String id = clusterId();
        String version = clusterVersion();
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
        List<String> warnings = new ArrayList<>(mismatches());
        if (host.apiAnswers()) {
            warnings.add("the API server of this host still answers: etcd works, restore nothing");
        }
        if (set.dirty()) {
            warnings.add("the set was taken with --force, perhaps in the middle of a rollout: prefer a clean one");
        }
        if (age.isNegative()) {
            warnings.add("the set is from the future: a clock was or is wrong");
        }
        return warnings;
    }

    /** @throws Failure refused, if there are mismatches */
    public void requireFit() {
        if (!mismatches().isEmpty()) {
            throw Failure.refused("%s does not fit this host: %s".formatted(set.id(), String.join("; ", mismatches())))
                    .hint("if you know that it does, add --accept-mismatch");
        }
    }

    /** @throws Failure refused, if what was typed is not this set's id */
    public void requireConfirmed(String typed) {
        if (!typed.strip().equals(set.id().value())) {
            throw Failure.refused("'%s' is not %s: nothing was run".formatted(typed.strip(), set.id()));
        }
    }
}
