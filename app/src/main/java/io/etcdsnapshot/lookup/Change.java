package io.etcdsnapshot.lookup;

import io.etcdsnapshot.etcd.RevisionView;
import java.util.Locale;

/** What a version did to its object. */
public enum Change {
    CREATED,
    CHANGED,
    DELETED;

    static Change of(RevisionView version) {
        return version.isTombstone() ? DELETED : version.version() == 1 ? CREATED : CHANGED;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
