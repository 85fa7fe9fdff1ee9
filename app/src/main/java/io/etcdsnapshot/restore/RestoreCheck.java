package io.etcdsnapshot.restore;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetVerification;
import io.etcdsnapshot.etcd.Alarm;
import io.etcdsnapshot.etcd.EtcdMinor;
import io.etcdsnapshot.etcd.SnapshotStatus;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.restore.ClusterFingerprint.Match;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What to know of a set before it is restored on this host.
 *
 * @param age negative if the set is from the future
 * @param snapshot by the manifest, or as it was verified; null where not known yet
 * @param alarms that etcd had raised, by the manifest or as verified
 */
public record RestoreCheck(
        BackupSet set,
        Duration age,
        ClusterFingerprint fingerprint,
        HostCluster host,
        @Nullable SnapshotStatus snapshot,
        List<Alarm> alarms) {
    /** OpenShift's own ids; people may have given a name instead, and the two can't be compared. */
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    public static RestoreCheck of(BackupSet set, ClusterFingerprint fingerprint, HostCluster host, Instant now) {
        Manifest manifest = set.manifest();
        RestoreCheck check = new RestoreCheck(
                set,
                Duration.between(set.takenAt(), now),
                fingerprint,
                host,
                manifest == null ? null : manifest.snapshot(),
                manifest == null ? List.of() : manifest.alarms());
        return check.hostIsKnownByOthersSets() ? check.on(host.withoutIdAndVersion()) : check;
    }

    /** Without the API, the host's id and version are those of the sets on it, which may be copies of another cluster's. */
    private boolean hostIsKnownByOthersSets() {
        return !host.apiAnswers() && differ(uuid(), host.id()) && fingerprint.cluster(host.fingerprint()) == Match.SAME;
    }

    private RestoreCheck on(HostCluster other) {
        return new RestoreCheck(set, age, fingerprint, other, snapshot, alarms);
    }

    /** Returns the same with what the snapshot itself told. */
    public RestoreCheck with(SetVerification verification) {
        return new RestoreCheck(set, age, fingerprint, host, verification.snapshot(), verification.alarms());
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
        if (differ(uuid(), host.id())) {
            mismatches.add("the set is of cluster %s, this host belongs to %s".formatted(uuid(), host.id()));
        } else if (clusterMatch() == Match.OTHER) {
            mismatches.add(
                    "the set's certificates were issued by other CAs than this host's: it is of another cluster");
        }
        if (differ(name(), host.name())) {
            mismatches.add("the set is of cluster %s, the values say %s".formatted(name(), host.name()));
        }
        if (differ(clusterVersion(), host.version())) {
            mismatches.add("the set is of version %s, this host has %s".formatted(clusterVersion(), host.version()));
        } else if (versionMatch() == Match.OTHER) {
            mismatches.add(
                    "the set's etcd and API server are of other images than this host's: it is of another release");
        }
        return List.copyOf(mismatches);
    }

    /** In words, what could not be compared, each a reason to look twice. */
    public List<String> unknowns() {
        List<String> unknowns = new ArrayList<>();
        if (clusterMatch() == Match.UNKNOWN) {
            unknowns.add("nothing tells whether the set is of this host's cluster");
        }
        if (versionMatch() == Match.UNKNOWN) {
            unknowns.add("nothing tells whether the set is of this host's release");
        }
        return List.copyOf(unknowns);
    }

    private Match clusterMatch() {
        Match files = fingerprint.cluster(host.fingerprint());
        if (uuid() == null || host.id() == null) {
            return files;
        }
        // Without the API, the host's id is that of the sets on it, which may be copies of another cluster's.
        return !host.apiAnswers() && files == Match.OTHER ? Match.OTHER : same(uuid(), host.id());
    }

    private Match versionMatch() {
        return clusterVersion() != null && host.version() != null
                ? same(clusterVersion(), host.version())
                : fingerprint.release(host.fingerprint());
    }

    private static Match same(@Nullable String one, @Nullable String other) {
        return Objects.equals(one, other) ? Match.SAME : Match.OTHER;
    }

    private static boolean differ(@Nullable String one, @Nullable String other) {
        return one != null && other != null && !one.equals(other);
    }

    private @Nullable String uuid() {
        String id = clusterId();
        return id != null && isUuid(id) ? id : null;
    }

    /** Older manifests have the name in place of the id. */
    private @Nullable String name() {
        Manifest manifest = set.manifest();
        if (manifest == null || manifest.clusterName() != null) {
            return manifest == null ? null : manifest.clusterName();
        }
        String id = manifest.clusterId();
        return id == null || isUuid(id) ? null : id;
    }

    private static boolean isUuid(String id) {
        return UUID.matcher(id).matches();
    }

    /** All that speaks against a restore. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>(mismatches());
        warnings.addAll(unknowns());
        if (host.apiAnswers()) {
            warnings.add("the API server of this host still answers: etcd works, restore nothing");
        }
        if (set.dirty()) {
            warnings.add("the set was taken with --force, perhaps in the middle of a rollout: prefer a clean one");
        }
        Manifest manifest = set.manifest();
        if (manifest != null && manifest.doubts() != null) {
            warnings.addAll(manifest.doubts().words());
        }
        EtcdMinor required = snapshot == null ? null : snapshot.requiredEtcd();
        EtcdMinor here = EtcdMinor.parse(host.etcdVersion());
        if (required != null && here != null && here.compareTo(required) < 0) {
            warnings.add(
                    ("the set is of etcd %s, this host has etcd %s: an older etcd is not made to read a newer one's"
                                    + " data, and may not notice")
                            .formatted(required, host.etcdVersion()));
        }
        alarms.forEach(alarm -> warnings.add(alarm.describe()));
        if (age.isNegative()) {
            warnings.add("the set is from the future: a clock was or is wrong");
        }
        return warnings;
    }

    /** @throws Failure refused, if there are mismatches, or where it could not be told that there are none */
    public void requireFit() {
        if (!mismatches().isEmpty()) {
            throw Failure.refused("%s does not fit this host: %s".formatted(set.id(), String.join("; ", mismatches())))
                    .hint("if you know that it does, add --accept-mismatch");
        }
        if (!unknowns().isEmpty()) {
            throw Failure.refused("%s may not fit this host: %s".formatted(set.id(), String.join("; ", unknowns())))
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
