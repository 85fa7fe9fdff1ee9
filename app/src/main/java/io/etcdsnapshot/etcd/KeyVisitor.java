package io.etcdsnapshot.etcd;

import io.etcdsnapshot.bbolt.CorruptDatabase;
import io.etcdsnapshot.bbolt.ElementVisitor;

/** Shows the elements of bucket {@code key} as versions of keys. */
final class KeyVisitor implements ElementVisitor {
    /** Kubernetes' keys are rarely longer. */
    private static final int HEAD_BYTES = 240;

    private final RevisionObserver observer;
    private final KeyValueFields fields = new KeyValueFields();
    private final RevisionView view = new RevisionView(fields);

    KeyVisitor(RevisionObserver observer) {
        this.observer = observer;
    }

    @Override
    public int usualBytes() {
        return HEAD_BYTES;
    }

    @Override
    public boolean element(byte[] bytes, int keyLength, int seen, int valueLength) throws CorruptDatabase {
        if (!Revision.isRevision(bytes, 0, keyLength)) {
            throw new CorruptDatabase("bucket key contains an entry that is not a revision");
        }
        if (!fields.parse(bytes, keyLength, seen, valueLength)) {
            if (seen < valueLength) {
                return false;
            }
            Revision revision = Revision.at(bytes, 0);
            throw new CorruptDatabase("revision %d.%d: not a key and value of etcd's (mvccpb.KeyValue)"
                    .formatted(revision.main(), revision.sub()));
        }
        observer.see(view.at(bytes, 0, keyLength, valueLength));
        return true;
    }
}
