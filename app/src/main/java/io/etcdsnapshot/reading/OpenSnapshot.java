package io.etcdsnapshot.reading;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.SetVerification;
import io.etcdsnapshot.etcd.SnapshotReader;
import io.etcdsnapshot.fetch.SkippedSet;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A snapshot that things can be looked up in. */
public final class OpenSnapshot implements Closeable {
    private final SnapshotSource source;
    private final @Nullable SetVerification verification;
    private final String problem;
    private final SnapshotReader reader;
    private final RevisionIndex found;
    private final SnapshotObjects objects;
    private List<SkippedSet> skipped = List.of();

    OpenSnapshot(
            SnapshotSource source,
            @Nullable SetVerification verification,
            String problem,
            SnapshotReader reader,
            RevisionIndex found,
            SnapshotObjects objects) {
        this.source = source;
        this.verification = verification;
        this.problem = problem;
        this.reader = reader;
        this.found = found;
        this.objects = objects;
    }

    OpenSnapshot skipping(List<SkippedSet> sets) {
        skipped = sets;
        return this;
    }

    /** Returns the set's id, or the path of a bare file. */
    public String name() {
        return source.name();
    }

    /** Returns the set that it is of; null for a bare file. */
    public @Nullable BackupSet set() {
        return source.set();
    }

    /** Returns what reading every byte found; null if nothing was verified. */
    public @Nullable SetVerification verification() {
        return verification;
    }

    /** Returns what is damaged; empty if nothing is known to be. */
    public String problem() {
        return problem;
    }

    public boolean isDamaged() {
        return !problem.isEmpty();
    }

    /** Returns newer sets that could not be taken. */
    public List<SkippedSet> skipped() {
        return skipped;
    }

    /** Returns what goes through the versions of all keys. */
    public SnapshotReader reader() {
        return reader;
    }

    /** Returns where the versions are that were looked for when it was opened. */
    public RevisionIndex found() {
        return found;
    }

    /** Returns what reads entries as objects. */
    public SnapshotObjects objects() {
        return objects;
    }

    @Override
    public void close() throws IOException {
        source.file().close();
    }
}
