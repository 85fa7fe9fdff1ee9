package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.bbolt.CorruptDatabase;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.fetch.LatestSets;
import io.etcdsnapshot.fetch.SetSelector;
import io.etcdsnapshot.kubernetes.select.LabelSelector;
import io.etcdsnapshot.lookup.Answer;
import io.etcdsnapshot.lookup.ObjectHistory;
import io.etcdsnapshot.lookup.ObjectLookup;
import io.etcdsnapshot.lookup.ObjectVersion;
import io.etcdsnapshot.lookup.Query;
import io.etcdsnapshot.lookup.Request;
import io.etcdsnapshot.lookup.SnapshotVersions;
import io.etcdsnapshot.lookup.VersionList;
import io.etcdsnapshot.reading.OpenSnapshot;
import io.etcdsnapshot.reading.SnapshotOpener;
import io.etcdsnapshot.report.HistoryResult;
import io.etcdsnapshot.report.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "history",
        description = {
            "Shows when one object was created, changed and deleted, and by whom, across all sets of a location.",
            "Every set is verified in the same read; --no-verify is quicker. Who changed an object, its managedFields"
                    + " tell. Between two sets only what the later one still holds is known one by one."
        },
        footer = {
            "",
            "Examples:",
            "  etcd-snapshot history deployment/web -n shop",
            "  etcd-snapshot history configmap/settings -n shop --from /mnt/backups/prod --no-verify",
            "  etcd-snapshot history secret/token -n shop --from s3://backups/prod -o json"
        })
final class HistoryCommand extends ResultCommand {
    private final List<SnapshotVersions> read = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private String unknownKind = "";
    private boolean kindIsKnown;

    @Parameters(paramLabel = "KIND[.GROUP]/NAME", arity = "1..2", description = "the object")
    List<String> words = List.of();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NS",
            defaultValue = "default",
            description = "namespace (default: default)")
    String namespace;

    @Mixin
    SnapshotAccess access;

    HistoryCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Result run() throws IOException, InterruptedException {
        Request request = ObjectOptions.usage(() -> Request.of(words));
        if (!request.hasNamesOnly() || request.objects().size() != 1) {
            throw Failure.wrongUsage("history is of one object: KIND/NAME");
        }
        SnapshotOpener opener = access.opener(context);
        Optional<Path> file = access.file();
        if (file.isPresent()) {
            access.requireNoSet(file.get(), new SetSelector(null));
            try (OpenSnapshot snapshot = opener.open(file.get(), request.candidates())) {
                add(snapshot, null, request);
            }
            return result(request, file.get().toString());
        }
        try (ReadableStore store = access.store(context, common)) {
            for (BackupSet set : sets(store)) {
                add(opener, store, set, request);
            }
            return result(request, store.location().toString());
        }
    }

    private Result result(Request request, String location) {
        if (!kindIsKnown && !unknownKind.isEmpty()) {
            throw Failure.wrongUsage(unknownKind);
        }
        String where = read.stream()
                        .flatMap(versions -> versions.versions().stream())
                        .allMatch(version -> version.version().key().namespace().isEmpty())
                ? ""
                : " in namespace \"%s\"".formatted(namespace);
        return new HistoryResult(
                request.objects().get(0) + where, location, read.size(), ObjectHistory.of(read), List.copyOf(problems));
    }

    /** Returns the sets of one cluster, oldest first. */
    private List<BackupSet> sets(ReadableStore store) throws Unreadable {
        List<BackupSet> all = store.list().requireAny().stream()
                .filter(new SetSelector(null).of(access.cluster)::isOfCluster)
                .toList();
        LatestSets sets = LatestSets.of(all, context.clock().instant());
        sets.requireOneCluster(store.location());
        List<BackupSet> oldestFirst = new ArrayList<>(sets.newestFirst());
        Collections.reverse(oldestFirst);
        return oldestFirst;
    }

    /** What can't be read of one set says nothing about the others. */
    private void add(SnapshotOpener opener, ReadableStore store, BackupSet set, Request request)
            throws IOException, InterruptedException {
        try (OpenSnapshot snapshot = opener.open(store, set, request.candidates())) {
            add(snapshot, set.takenAt(), request);
        } catch (Unreadable e) {
            problems.add("%s: %s".formatted(set.id(), e.getMessage()));
        } catch (Failure e) {
            if (e.kind() != Failure.Kind.NOT_WHOLE && !set.isShut()) {
                throw e;
            }
            problems.add(e.getMessage());
        }
    }

    private void add(OpenSnapshot snapshot, @Nullable Instant takenAt, Request request) throws IOException {
        List<ObjectVersion> versions = new ArrayList<>();
        try {
            Request.Kinds kinds = request.resolve(snapshot.objects());
            kindIsKnown = true;
            Query query = new Query(kinds.targets(namespace), LabelSelector.EVERYTHING, Query.NEWEST, true);
            Answer answer = ObjectLookup.run(snapshot, query, kinds.catalog(), new VersionList(versions));
            answer.unreadableByReason()
                    .forEach((reason, count) -> problems.add("%s: %s".formatted(snapshot.name(), reason)));
        } catch (CorruptDatabase e) {
            problems.add("%s is damaged: %s".formatted(snapshot.name(), e.getMessage()));
            return;
        } catch (IllegalArgumentException e) {
            unknownKind = String.valueOf(e.getMessage()); // its definition may not have been there yet
        }
        read.add(new SnapshotVersions(snapshot.name(), takenAt, List.copyOf(versions)));
    }
}
