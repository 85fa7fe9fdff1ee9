package io.etcdsnapshot.lookup;

import io.etcdsnapshot.bbolt.CorruptDatabase;
import io.etcdsnapshot.etcd.KeyValue;
import io.etcdsnapshot.etcd.RevisionCursor;
import io.etcdsnapshot.etcd.SnapshotReader.DamageHandler;
import io.etcdsnapshot.kubernetes.StoredObject;
import io.etcdsnapshot.kubernetes.document.DocumentException;
import io.etcdsnapshot.kubernetes.encryption.DecryptionException;
import io.etcdsnapshot.kubernetes.encryption.DecryptionException.Reason;
import io.etcdsnapshot.kubernetes.resource.KindCatalog;
import io.etcdsnapshot.kubernetes.select.LabelSelector;
import io.etcdsnapshot.reading.OpenSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Answers one query from one snapshot. */
public final class ObjectLookup {
    private static final int MOST_NAMED = 20;

    private final OpenSnapshot snapshot;
    private final Query query;
    private final ObjectSink sink;
    private final DamageHandler damages;
    private final RevisionCursor cursor;
    private final VersionFinder finder;
    private final Set<Target> answered = new HashSet<>();
    private final List<ObjectVersion> unreadable = new ArrayList<>();
    private final Map<String, Long> reasons = new TreeMap<>();
    private long shown;

    private ObjectLookup(OpenSnapshot snapshot, Query query, KindCatalog catalog, ObjectSink sink) throws IOException {
        this.snapshot = snapshot;
        this.query = query;
        this.sink = sink;
        this.damages = snapshot.isDamaged() ? damage -> {} : DamageHandler.STRICT;
        this.cursor = snapshot.reader().revisions();
        this.finder = new VersionFinder(snapshot.reader(), query, catalog);
    }

    /**
     * Hands all versions that are asked for to {@code sink}.
     *
     * @param catalog knows the kinds of the query
     * @throws CorruptDatabase if the snapshot is damaged, and was not opened as such
     */
    public static Answer run(OpenSnapshot snapshot, Query query, KindCatalog catalog, ObjectSink sink)
            throws IOException {
        return new ObjectLookup(snapshot, query, catalog, sink).run();
    }

    private Answer run() throws IOException {
        if (query.hasNamesOnly() && snapshot.found().isComplete()) {
            show(finder.among(snapshot.found().revisions(), cursor, damages));
        } else {
            FoundVersion last = null;
            do {
                List<FoundVersion> part = finder.after(last, damages);
                show(part);
                last = part.isEmpty() ? last : part.get(part.size() - 1);
            } while (!finder.isComplete());
        }
        List<Answer.Missing> missing = query.targets().stream()
                .filter(target -> target.name().isPresent() && !answered.contains(target))
                .map(target -> new Answer.Missing(target, finder.deletion(target)))
                .toList();
        return new Answer(shown, missing, List.copyOf(unreadable), Map.copyOf(reasons));
    }

    private void show(List<FoundVersion> versions) throws IOException {
        for (FoundVersion version : versions) {
            answered.add(query.targets().get(query.targetOf(version.key())));
            ObjectVersion read = read(version);
            if (!read.isReadable()) {
                remember(read);
            }
            if (isSelected(read)) {
                sink.accept(read);
                shown++;
            }
        }
    }

    private void remember(ObjectVersion version) {
        reasons.merge(version.problem(), 1L, Long::sum);
        if (unreadable.size() < MOST_NAMED) {
            unreadable.add(version);
        }
    }

    private boolean isSelected(ObjectVersion version) {
        return query.selector().equals(LabelSelector.EVERYTHING)
                || (version.object() != null && query.selector().selects(version.object()));
    }

    private ObjectVersion read(FoundVersion version) throws IOException {
        boolean needed = sink.needsContent() || !query.selector().equals(LabelSelector.EVERYTHING);
        if (version.change() == Change.DELETED || !needed) {
            return ObjectVersion.of(version, null, List.of());
        }
        try {
            if (!cursor.find(version.revision())) {
                throw new CorruptDatabase("revision %d can't be found again"
                        .formatted(version.revision().main()));
            }
            KeyValue entry = cursor.keyValue();
            StoredObject object =
                    snapshot.objects().read(version.key(), entry.key(), entry.value(), entry.modRevision());
            return ObjectVersion.of(version, object.object(), object.notes());
        } catch (DecryptionException e) {
            boolean damaged = e.reason() == Reason.DAMAGED || e.reason() == Reason.MOVED;
            return unreadable(version, damaged ? ObjectVersion.DAMAGED : ObjectVersion.ENCRYPTED, e.getMessage());
        } catch (DocumentException e) {
            return unreadable(version, ObjectVersion.DAMAGED, e.getMessage());
        } catch (CorruptDatabase e) {
            damages.handle(e);
            return unreadable(version, ObjectVersion.DAMAGED, e.getMessage());
        }
    }

    private static ObjectVersion unreadable(FoundVersion version, String state, @Nullable String why) {
        return new ObjectVersion(version, null, state, String.valueOf(why), List.of());
    }
}
