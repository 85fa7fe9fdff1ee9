package io.etcdsnapshot.fetch;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Finds the set that is asked for: the one of an id, or of {@code latest} the newest that passes what is tried on it. */
public final class SetSearch {
    /**
     * What came of one set.
     *
     * @param problem why the set is not whole, or empty
     */
    public record Tried<T>(T outcome, String problem) {}

    /**
     * The end of a search.
     *
     * @param skipped newer sets that could not be taken
     */
    public record Found<T>(T outcome, List<SkippedSet> skipped) {}

    /** Reads a set that is asked for, whatever its state, except one that could not even be listed. */
    @FunctionalInterface
    public interface Attempt<T> {
        Tried<T> on(BackupSet set) throws Unreadable, InterruptedException;
    }

    private final ReadableStore from;
    private final Clock clock;
    private final Log log;

    public SetSearch(ReadableStore from, Clock clock, Log log) {
        this.from = from;
        this.clock = clock;
        this.log = log;
    }

    /**
     * Searches for one set.
     *
     * @return the set that was asked for, whole or not; of {@code latest} the newest that is whole
     * @throws Failure if there is no such set; wrong usage, if {@code latest} could be one of several clusters' sets; not
     *     whole, if all are damaged
     * @throws Unreadable if the set that was asked for can't be read, or none can
     */
    public <T> Found<T> run(SetSelector wanted, Attempt<T> attempt) throws Unreadable, InterruptedException {
        BackupSetId id = wanted.id();
        if (id == null) {
            return latest(wanted, attempt);
        }
        BackupSet set = from.list().require(id);
        if (!wanted.isOfCluster(set)) {
            throw Failure.failed("%s is not of cluster %s".formatted(id, wanted.cluster()));
        }
        return new Found<>(attempt(attempt, set).outcome(), List.of());
    }

    private <T> Found<T> latest(SetSelector wanted, Attempt<T> attempt) throws Unreadable, InterruptedException {
        List<BackupSet> all =
                from.list().requireAny().stream().filter(wanted::isOfCluster).toList();
        if (all.isEmpty()) {
            throw Failure.failed("there are no sets of cluster %s in %s".formatted(wanted.cluster(), from.location()));
        }
        LatestSets sets = LatestSets.of(all, clock.instant()).requireAny(from.location());
        sets.requireOneCluster(from.location());
        List<SkippedSet> skipped = new ArrayList<>();
        sets.fromTheFuture().forEach(set -> skip(set, LatestSets.FUTURE, skipped));
        sets.suspectAndNewest().forEach(set -> skip(set, String.valueOf(set.suspicion()), skipped));
        Unreadable unreadable = null;
        for (BackupSet set : sets.inOrder()) {
            if (set.suspicion() != null) {
                log.warn("%s is %s; no other set is usable".formatted(set.id(), set.suspicion()));
            }
            try {
                Tried<T> tried = attempt(attempt, set);
                if (tried.problem().isEmpty()) {
                    return new Found<>(tried.outcome(), List.copyOf(skipped));
                }
                skip(set, tried.problem(), skipped);
            } catch (Unreadable e) {
                if (e.isTransient()) {
                    throw e;
                }
                unreadable = e;
                skip(set, e.getMessage(), skipped);
            }
        }
        if (unreadable != null) {
            throw unreadable;
        }
        throw Failure.notWhole(
                        "none of the %d sets in %s passes verification".formatted(skipped.size(), from.location()))
                .hint("etcd-snapshot verify --all shows what is wrong with each");
    }

    private static <T> Tried<T> attempt(Attempt<T> attempt, BackupSet set) throws Unreadable, InterruptedException {
        requireOpen(set);
        return attempt.on(set);
    }

    /**
     * Requires that a set can be read at all, which says nothing about its content.
     *
     * @throws Failure if it is encrypted, and no identity opens it
     * @throws Unreadable if it could not even be listed
     */
    public static void requireOpen(BackupSet set) throws Unreadable {
        if (set.state() == SetState.UNREADABLE) {
            throw new Unreadable("%s: %s".formatted(set.id(), set.problem()), false, null, null);
        }
        if (set.isShut()) {
            throw Failure.failed("%s is encrypted, and no identity opens it".formatted(set.id()))
                    .hint("give one of its recipients' identities with --age-identity FILE");
        }
    }

    private void skip(BackupSet set, String reason, List<SkippedSet> skipped) {
        skipped.add(new SkippedSet(set.id(), reason));
        log.warn("skipping %s: %s".formatted(set.id(), reason));
    }
}
