package io.etcdsnapshot.kubernetes.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.etcd.KeyHash;
import io.etcdsnapshot.etcd.KeyValue;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.resource.KindCatalog;
import io.etcdsnapshot.kubernetes.resource.ResourceKey;
import io.etcdsnapshot.kubernetes.resource.ResourceKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compares a snapshot with the cluster as it is now. An object whose resourceVersion is the revision that the snapshot has
 * of it is the same; of all others the contents are compared, in the version of the API that the snapshot has.
 */
public final class LiveDiff {
    /** The name of the cluster in diffs. */
    public static final String LIVE = "live";

    private final ComparedSnapshot before;
    private final LiveKeyTable known;
    private final LiveObjects live;
    private final ChangeFilter filter;
    private final ObjectComparison comparison;
    private final KindCatalog kinds;
    private final String root;
    private final BitSet met = new BitSet();
    private final Set<String> listed = new HashSet<>();
    private final List<ObjectChange> changes = new ArrayList<>();
    private long leftOut;
    private long otherKeys;

    private LiveDiff(
            ComparedSnapshot before, LiveKeyTable known, LiveObjects live, ChangeFilter filter, boolean withDiffs)
            throws IOException, InterruptedException {
        this.before = before;
        this.known = known;
        this.filter = filter;
        this.live = live;
        this.comparison = new ObjectComparison(before.name(), LIVE, filter, withDiffs);
        ResourceKind definition = KindCatalog.builtIn()
                .of("apiextensions.k8s.io", "CustomResourceDefinition")
                .orElseThrow();
        this.kinds = before.kinds().with(live.definitions(definition));
        this.root = slot("/registry/namespaces/default") >= 0 ? "/registry" : "/kubernetes.io";
    }

    /**
     * Compares.
     *
     * @param known all live keys of the snapshot
     * @param log is warned of kinds that cannot be asked for
     * @param withDiffs whether each change is shown as a unified diff too
     */
    public static SnapshotDiff.Outcome of(
            ComparedSnapshot before, LiveKeyTable known, LiveApi api, ChangeFilter filter, boolean withDiffs, Log log)
            throws IOException, InterruptedException {
        LiveDiff diff = new LiveDiff(before, known, LiveObjects.of(api, log), filter, withDiffs);
        diff.addLive();
        diff.addRemoved();
        diff.changes.sort(ObjectChange.ORDER);
        return new SnapshotDiff.Outcome(diff.changes, diff.leftOut, diff.otherKeys);
    }

    private int slot(String etcdKey) {
        return known.find(KeyHash.of(etcdKey.getBytes(UTF_8)));
    }

    private void addLive() throws IOException, InterruptedException {
        for (ResourceKind kind : kinds.kinds()) {
            ResourceKey any = new ResourceKey(root, kind, "", "");
            boolean inPlace = filter.namespace() == null || kind.namespaced();
            if (live.serves(kind) && inPlace && filter.asksForKind(kind) && !filter.isNoise(any)) {
                listed.add(kind.qualifiedName());
                live.list(kind, filter.namespace(), object -> compare(kind, object));
            }
        }
    }

    private void compare(ResourceKind kind, JsonObject object) throws IOException, InterruptedException {
        JsonObject metadata = object.object("metadata");
        String namespace = kind.namespaced() ? metadata.string("namespace").orElse("") : "";
        String place = kind.inOpenShiftServers() ? "/openshift.io" : root;
        ResourceKey key =
                new ResourceKey(place, kind, namespace, metadata.string("name").orElse(""));
        int slot = slot(ResourceKey.prefix(place, kind, namespace) + key.name());
        if (slot >= 0) {
            met.set(slot);
        }
        if (!filter.asksFor(key)) {
            return;
        }
        ObjectVersion now = new ObjectVersion(object, List.of());
        if (slot < 0) {
            changes.add(comparison.change(ObjectChange.Type.ADDED, key, ObjectVersion.ABSENT, now));
        } else if (!metadata.string("resourceVersion")
                .orElse("")
                .equals("" + known.revision(slot).main())) {
            ObjectVersion old = ObjectVersion.of(key, before.read(known.revision(slot)), before.objects());
            now = inVersionOf(old, key, now);
            if (comparison.areSame(old, now)) {
                leftOut++;
            } else {
                changes.add(comparison.change(ObjectChange.Type.CHANGED, key, old, now));
            }
        }
    }

    /** The server shows an object in the version it prefers, which need not be the one it is stored in. */
    private ObjectVersion inVersionOf(ObjectVersion old, ResourceKey key, ObjectVersion now)
            throws InterruptedException {
        JsonObject stored = old.object();
        String wanted = stored == null ? "" : stored.string("apiVersion").orElse("");
        JsonObject shown = now.object();
        if (wanted.isEmpty()
                || shown == null
                || wanted.equals(shown.string("apiVersion").orElse(""))) {
            return now;
        }
        try {
            return new ObjectVersion(live.get(key, wanted), List.of());
        } catch (Failure e) {
            return new ObjectVersion(shown, List.of("%s is not served any more".formatted(wanted)));
        }
    }

    private void addRemoved() throws IOException {
        for (int slot = 0; slot < known.slots(); slot++) {
            if (!known.isTaken(slot) || met.get(slot)) {
                continue;
            }
            KeyValue stored = before.read(known.revision(slot));
            Optional<ResourceKey> parsed = ResourceKey.parse(new String(stored.key(), UTF_8), kinds);
            if (parsed.isEmpty()) {
                otherKeys++;
                continue;
            }
            ResourceKey key = parsed.get();
            boolean gone =
                    listed.contains(key.kind().qualifiedName()) || (!key.kind().builtIn() && live.lacks(key.kind()));
            if (filter.asksFor(key) && gone && !filter.isNoise(key)) {
                ObjectVersion old = ObjectVersion.of(key, stored, before.objects());
                changes.add(comparison.change(ObjectChange.Type.REMOVED, key, old, ObjectVersion.ABSENT));
            }
        }
    }
}
