package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetVerification;
import io.etcdsnapshot.bbolt.CorruptDatabase;
import io.etcdsnapshot.cli.ComparedWords.Snapshot;
import io.etcdsnapshot.console.Console;
import io.etcdsnapshot.etcd.LiveVersions;
import io.etcdsnapshot.etcd.SnapshotReader.DamageHandler;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.fetch.LatestSets;
import io.etcdsnapshot.fetch.SetSelector;
import io.etcdsnapshot.host.HostCommands;
import io.etcdsnapshot.host.HostFacts;
import io.etcdsnapshot.kubernetes.compare.KeyChanges;
import io.etcdsnapshot.kubernetes.compare.LiveKeyTable;
import io.etcdsnapshot.reading.OpenSnapshot;
import io.etcdsnapshot.report.DiffResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Opens two snapshots one after the other, and finds the keys in which they differ while they are verified. */
final class SnapshotPair {
    private static final SetSelector LATEST = new SetSelector(null);

    private final SnapshotAccess access;
    private final CommandContext context;
    private final CommonOptions common;

    SnapshotPair(SnapshotAccess access, CommandContext context, CommonOptions common) {
        this.access = access;
        this.context = context;
        this.common = common;
    }

    /** Works with both while they are open. */
    @FunctionalInterface
    interface Use<T> {
        T of(OpenSnapshot before, OpenSnapshot after, KeyChanges changes) throws IOException, InterruptedException;
    }

    /** Works with one while it is open. */
    @FunctionalInterface
    interface UseOfOne<T> {
        T of(OpenSnapshot snapshot, LiveKeyTable keys) throws IOException, InterruptedException;
    }

    /** Opens the named one, or the newest set of the location. */
    <T> T useOne(List<Snapshot> named, UseOfOne<T> use) throws IOException, InterruptedException {
        if (named.size() > 1) {
            throw Failure.wrongUsage("--live compares one set, or one .db file, with the cluster");
        }
        Snapshot wanted = named.isEmpty() ? new Snapshot(LATEST, null) : named.get(0);
        LiveKeyTable known = new LiveKeyTable();
        try (ReadableStore store = wanted.file() != null ? null : access.store(context, common);
                OpenSnapshot snapshot = open(store, wanted, known)) {
            if (!known.isComplete()) {
                known.read(snapshot.reader(), damages(snapshot));
            }
            SnapshotAccess.warnOfDamage(snapshot, context.console());
            return use.of(snapshot, known);
        } catch (CorruptDatabase e) {
            throw Failure.notWhole("a snapshot is damaged: " + e.getMessage());
        }
    }

    /** Warns if a set is not of the cluster of this host. */
    static void warnOfClusters(OpenSnapshot snapshot, HostCommands host, Console console) throws InterruptedException {
        String here = new HostFacts(host, console).cluster().id();
        BackupSet set = snapshot.set();
        if (here != null && set != null && set.clusterId() != null && !here.equals(set.clusterId())) {
            console.warn("%s is of cluster %s, this host of %s".formatted(set.id(), set.clusterId(), here));
        }
    }

    /** Opens the named ones; where fewer than two are, the newest set of the location and the one before it. */
    <T> T use(List<Snapshot> named, Use<T> use) throws IOException, InterruptedException {
        if (named.size() == 2 && named.stream().allMatch(snapshot -> snapshot.file() != null)) {
            return use(null, named.get(0), named.get(1), use);
        }
        try (ReadableStore store = access.store(context, common)) {
            return use(
                    store,
                    named.isEmpty() ? null : named.get(0),
                    named.size() < 2 ? new Snapshot(LATEST, null) : named.get(1),
                    use);
        }
    }

    /** @param earlier null for the set before the later one */
    private <T> T use(@Nullable ReadableStore store, @Nullable Snapshot earlier, Snapshot later, Use<T> use)
            throws IOException, InterruptedException {
        LiveKeyTable known = new LiveKeyTable();
        try (OpenSnapshot after = open(store, later, known)) {
            if (!known.isComplete()) {
                known.read(after.reader(), damages(after));
            }
            KeyChanges changes = new KeyChanges(known, true);
            try (OpenSnapshot before =
                    earlier == null ? before(store, after, changes) : open(store, earlier, changes)) {
                requireTwo(before, after);
                if (!changes.isComplete()) {
                    LiveKeyTable others = new LiveKeyTable();
                    others.read(before.reader(), damages(before));
                    others.copyTo(changes);
                }
                SnapshotAccess.warnOfDamage(before, context.console());
                SnapshotAccess.warnOfDamage(after, context.console());
                warnOfClusters(before, after);
                return use.of(before, after, changes);
            }
        } catch (CorruptDatabase e) {
            throw Failure.notWhole("a snapshot is damaged: " + e.getMessage());
        }
    }

    private OpenSnapshot open(@Nullable ReadableStore store, Snapshot snapshot, LiveVersions live)
            throws IOException, InterruptedException {
        Path file = snapshot.file();
        if (file != null) {
            return SnapshotAccess.isWrapped(file)
                    ? access.opener(context, live).open(access.store(file, context, common), LATEST, version -> false)
                    : access.opener(context, live).open(file, version -> false);
        }
        return access.opener(context, live)
                .open(
                        Objects.requireNonNull(store),
                        Objects.requireNonNull(snapshot.set()).of(access.cluster),
                        version -> false);
    }

    /** Opens the newest set of the same cluster that is whole and older. */
    private OpenSnapshot before(@Nullable ReadableStore store, OpenSnapshot after, KeyChanges changes)
            throws IOException, InterruptedException {
        ReadableStore from = Objects.requireNonNull(store);
        BackupSet newest = Objects.requireNonNull(after.set());
        List<BackupSet> older = LatestSets.of(
                        from.list().sets(), context.clock().instant())
                .newestFirst()
                .stream()
                .filter(set -> BackupSet.NEWEST_FIRST.compare(newest, set) < 0
                        && !set.id().equals(newest.id()))
                .filter(set -> !isOfAnother(set, newest))
                .toList();
        for (BackupSet set : older) {
            try {
                return access.opener(context, changes).open(from, set, version -> false);
            } catch (Failure e) {
                if (e.kind() != Failure.Kind.NOT_WHOLE) {
                    throw e;
                }
                context.console().warn("skipping %s: %s".formatted(set.id(), e.getMessage()));
            }
        }
        throw Failure.failed(
                "there is no set before %s in %s to compare it with".formatted(newest.id(), from.location()));
    }

    private static boolean isOfAnother(BackupSet set, BackupSet newest) {
        return set.clusterId() != null
                && newest.clusterId() != null
                && !set.clusterId().equals(newest.clusterId());
    }

    private static void requireTwo(OpenSnapshot before, OpenSnapshot after) {
        if (before.name().equals(after.name())) {
            throw Failure.wrongUsage("%s is compared with itself".formatted(after.name()))
                    .hint("name the two sets to compare");
        }
    }

    private void warnOfClusters(OpenSnapshot before, OpenSnapshot after) {
        BackupSet one = before.set();
        BackupSet other = after.set();
        if (one != null && other != null && isOfAnother(one, other)) {
            context.console()
                    .warn("the sets are of different clusters: %s of %s, %s of %s"
                            .formatted(one.id(), one.clusterId(), other.id(), other.clusterId()));
        }
    }

    private static DamageHandler damages(OpenSnapshot snapshot) {
        return snapshot.isDamaged() ? damage -> {} : DamageHandler.STRICT;
    }

    static DiffResult.Side side(OpenSnapshot snapshot) {
        SetVerification verification = snapshot.verification();
        BackupSet set = snapshot.set();
        return new DiffResult.Side(
                snapshot.name(),
                set == null ? null : set.clusterId(),
                verification == null || verification.snapshot() == null
                        ? null
                        : verification.snapshot().revision(),
                snapshot.isDamaged() ? snapshot.problem() : null);
    }
}
