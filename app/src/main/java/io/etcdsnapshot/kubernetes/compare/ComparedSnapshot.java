package io.etcdsnapshot.kubernetes.compare;

import io.etcdsnapshot.bbolt.CorruptDatabase;
import io.etcdsnapshot.etcd.KeyValue;
import io.etcdsnapshot.etcd.Revision;
import io.etcdsnapshot.etcd.RevisionCursor;
import io.etcdsnapshot.etcd.SnapshotReader;
import io.etcdsnapshot.kubernetes.resource.KindCatalog;
import java.io.IOException;

/**
 * One of two snapshots that are compared.
 *
 * @param name for diffs
 * @param kinds those that it knows
 * @param objects reads its values, with its keys
 */
public record ComparedSnapshot(String name, SnapshotReader snapshot, KindCatalog kinds, ObjectSource objects) {
    KeyValue read(Revision revision) throws IOException {
        RevisionCursor cursor = snapshot.revisions();
        if (!cursor.seek(revision) || !cursor.revision().equals(revision)) {
            throw new CorruptDatabase("revision %d.%d is not there".formatted(revision.main(), revision.sub()));
        }
        return cursor.keyValue();
    }
}
