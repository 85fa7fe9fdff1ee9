package io.etcdsnapshot.reading;

import io.etcdsnapshot.etcd.Revision;
import java.util.ArrayList;
import java.util.List;

/** Remembers where versions of keys are, as many as are worth the memory. */
public final class RevisionIndex {
    /** Some thirty bytes each. */
    private static final int MOST = 100_000;

    private final List<Revision> revisions = new ArrayList<>();
    private boolean complete = true;

    void add(Revision revision) {
        if (revisions.size() < MOST) {
            revisions.add(revision);
        } else {
            complete = false;
        }
    }

    /** Returns whether it holds all that it was to hold. */
    public boolean isComplete() {
        return complete;
    }

    /** Returns the revisions, oldest first; some may be of free pages, and not be there any more. */
    public List<Revision> revisions() {
        return revisions.stream().sorted().distinct().toList();
    }
}
