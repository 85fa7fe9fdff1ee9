package io.etcdsnapshot.lookup;

import io.etcdsnapshot.kubernetes.change.LastChange;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts what several snapshots hold of one object together to what happened to it. What no version tells, such as a
 * deletion that etcd has compacted away, is told by the snapshots before and behind it.
 */
public final class ObjectHistory {
    /** An event whose snapshots are still being collected. */
    private record Growing(HistoryEvent event, List<String> snapshots) {
        HistoryEvent grown() {
            return new HistoryEvent(
                    event.change(),
                    event.revision(),
                    event.at(),
                    event.after(),
                    event.before(),
                    event.by(),
                    event.uid(),
                    List.copyOf(snapshots));
        }
    }

    private final List<Growing> events = new ArrayList<>();
    private final Map<String, Growing> versions = new LinkedHashMap<>();
    private @Nullable String liveUid;
    private @Nullable Instant last;

    private ObjectHistory() {}

    /** @param snapshots oldest first */
    public static List<HistoryEvent> of(List<SnapshotVersions> snapshots) {
        ObjectHistory history = new ObjectHistory();
        snapshots.forEach(history::add);
        return history.events.stream().map(Growing::grown).toList();
    }

    private void add(SnapshotVersions snapshot) {
        for (ObjectVersion version : snapshot.versions()) {
            String uid = uid(version);
            Growing known = versions.get(name(version, uid));
            if (known != null) {
                known.snapshots().add(snapshot.snapshot());
            } else if (version.version().change() == Change.DELETED) {
                addVersion(version, Optional.ofNullable(liveUid).orElse(""), null, snapshot);
            } else {
                addPut(version, uid, snapshot);
            }
        }
        if (liveUid != null && isGone(snapshot)) {
            addDeletion(snapshot);
        }
        last = snapshot.takenAt() == null ? last : snapshot.takenAt();
    }

    /** A restored cluster writes its revisions again, for other objects. */
    private static String name(ObjectVersion version, String uid) {
        return version.version().revision() + " " + version.version().change() + " " + uid;
    }

    private static String uid(ObjectVersion version) {
        JsonObject object = version.object();
        return object == null ? "" : object.string("metadata", "uid").orElse("");
    }

    private static boolean isGone(SnapshotVersions snapshot) {
        return snapshot.versions().isEmpty();
    }

    /** An encrypted object does not tell its uid. */
    private static boolean isAnother(ObjectVersion version, String uid, String live) {
        return version.version().change() == Change.CREATED || (!uid.isEmpty() && !live.isEmpty() && !uid.equals(live));
    }

    private void addPut(ObjectVersion version, String uid, SnapshotVersions snapshot) {
        if (liveUid != null && isAnother(version, uid, liveUid)) {
            addDeletion(snapshot);
        }
        JsonObject object = version.object();
        LastChange by = object == null ? null : LastChange.of(object).orElse(null);
        if (liveUid == null && version.version().change() == Change.CHANGED) {
            String created = object == null
                    ? null
                    : object.string("metadata", "creationTimestamp").orElse(null);
            events.add(new Growing(
                    new HistoryEvent(
                            Change.CREATED,
                            version.version().createRevision(),
                            created,
                            created == null ? last : null,
                            created == null ? snapshot.takenAt() : null,
                            null,
                            uid,
                            List.of()),
                    new ArrayList<>()));
        }
        liveUid = uid;
        addVersion(version, uid, by, snapshot);
    }

    private void addVersion(ObjectVersion version, String uid, @Nullable LastChange by, SnapshotVersions snapshot) {
        Change change = version.version().change();
        String at = at(version, by);
        Growing event = new Growing(
                new HistoryEvent(
                        change,
                        version.version().revision().main(),
                        at,
                        at == null ? last : null,
                        at == null ? snapshot.takenAt() : null,
                        by,
                        uid,
                        List.of()),
                new ArrayList<>(List.of(snapshot.snapshot())));
        versions.put(name(version, uid(version)), event);
        events.add(event);
        liveUid = change == Change.DELETED ? null : liveUid;
    }

    private static @Nullable String at(ObjectVersion version, @Nullable LastChange by) {
        JsonObject object = version.object();
        if (object == null) {
            return null;
        }
        Optional<String> created = object.string("metadata", "creationTimestamp");
        return version.version().change() == Change.CREATED && created.isPresent()
                ? created.get()
                : by == null ? null : by.time();
    }

    private void addDeletion(SnapshotVersions snapshot) {
        events.add(new Growing(
                new HistoryEvent(
                        Change.DELETED,
                        null,
                        null,
                        last,
                        snapshot.takenAt(),
                        null,
                        Optional.ofNullable(liveUid).orElse(""),
                        List.of()),
                new ArrayList<>()));
        liveUid = null;
    }
}
