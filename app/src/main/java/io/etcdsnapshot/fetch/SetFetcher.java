package io.etcdsnapshot.fetch;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetVerification;
import io.etcdsnapshot.backup.SetVerifier;
import io.etcdsnapshot.etcd.Finding;
import io.etcdsnapshot.failure.Damaged;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.failure.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings one set to this host and verifies it where it arrived: the one that is asked for, or the newest that is whole.
 */
public final class SetFetcher {
    private final ReadableStore from;
    private final Content needed;
    private final FetchTarget target;
    private final SetVerifier.Options verification;
    private final Clock clock;
    private final Log log;

    /** @param needed what of a set must be there */
    public SetFetcher(ReadableStore from, Content needed, FetchTarget target, Clock clock, Log log) {
        this(from, needed, target, SetVerifier.Options.STRICT, clock, log);
    }

    /**
     * @param needed what of a set must be there
     * @param verification how it is verified
     */
    public SetFetcher(
            ReadableStore from,
            Content needed,
            FetchTarget target,
            SetVerifier.Options verification,
            Clock clock,
            Log log) {
        this.verification = verification;
        this.from = from;
        this.needed = needed;
        this.target = target;
        this.clock = clock;
        this.log = log;
    }

    /**
     * Fetches one set.
     *
     * @return the set that was asked for, whole or damaged; of {@code latest} the newest that is whole
     * @throws Failure if there is no such set; wrong usage, if {@code latest} could be one of several clusters' sets; not
     *     whole, if all are damaged
     * @throws Unreadable if the set that was asked for can't be read, or none can
     */
    public FetchedSet run(SetSelector wanted) throws Unreadable, InterruptedException {
        SetSearch.Found<FetchedSet> found = new SetSearch(from, clock, log).run(wanted, set -> {
            FetchedSet fetched = fetch(set);
            return new SetSearch.Tried<>(fetched, fetched.verdict().ok() ? "" : fetched.problem());
        });
        FetchedSet fetched = found.outcome();
        return new FetchedSet(
                fetched.set(), fetched.directory(), fetched.verdict(), fetched.problem(), found.skipped());
    }

    /** Returns the newest other set that is whole, read where it is; one that can't be read is left out. */
    public Optional<BackupSetId> newestWholeBut(BackupSetId id) throws Unreadable, InterruptedException {
        for (BackupSet set : LatestSets.of(from.list().sets(), clock.instant()).inOrder()) {
            if (!set.id().equals(id) && !set.isShut() && problem(set).isEmpty() && isWhole(set)) {
                return Optional.of(set.id());
            }
        }
        return Optional.empty();
    }

    private boolean isWhole(BackupSet set) throws Unreadable, InterruptedException {
        return SetVerifier.verify(set, file -> from.open(set, file), verification)
                .ok();
    }

    private FetchedSet fetch(BackupSet set) throws Unreadable, InterruptedException {
        Optional<String> problem = problem(set);
        if (problem.isPresent()) {
            return damaged(set, "state", problem.get());
        }
        try {
            return download(set);
        } catch (Unreadable e) {
            throw e;
        } catch (Damaged e) {
            return damaged(set, "stored", e.getMessage());
        } catch (IOException e) {
            throw Failure.io("can't bring %s here: %s".formatted(set.id(), Reason.of(e)), e);
        }
    }

    private static FetchedSet damaged(BackupSet set, String check, String problem) {
        Finding finding = Finding.failed(set.id().value(), check, problem);
        SetVerification verdict =
                new SetVerification(set.id(), set.path(), set.content(), null, List.of(), List.of(finding));
        return new FetchedSet(set, null, verdict, problem, List.of());
    }

    /** As far as names and sizes tell. */
    private Optional<String> problem(BackupSet set) {
        if (!set.isUsable()) {
            return Optional.of(String.valueOf(set.problem()));
        }
        return set.content().covers(needed)
                ? Optional.empty()
                : Optional.of(set.content().words()
                        + (isAlone(set)
                                ? ": there are no kube resources with it, which cluster-restore.sh needs"
                                : ", the rest is kept elsewhere (--kube-resources-from)"));
    }

    /** Returns whether what took the set saved the snapshot alone. */
    private static boolean isAlone(BackupSet set) {
        List<SetFile> files =
                set.manifest() == null ? set.files() : set.manifest().files();
        return files.stream().noneMatch(file -> file.role() == FileRole.KUBE_RESOURCES);
    }

    private FetchedSet download(BackupSet set) throws IOException, InterruptedException {
        Path directory = target.prepare(set);
        @Nullable SetVerification verdict = null;
        try {
            log.info("fetching %s from %s".formatted(set.id(), from.location()));
            if (set.stored() != null && set.isEncrypted()) {
                log.info("%s is decrypted into %s".formatted(set.id(), directory));
            }
            new SetDownload(from, set).into(directory);
            log.info("verifying what arrived");
            verdict = SetVerifier.verify(
                    set,
                    file -> log.watched(
                            set.id().value(), set.sizeOf(file), Files.newInputStream(directory.resolve(file))),
                    verification);
        } finally {
            if (verdict == null || !verdict.ok()) {
                target.discard(directory);
            }
        }
        return verdict.ok()
                ? new FetchedSet(set, directory, verdict, "", List.of())
                : new FetchedSet(set, null, verdict, verdict.problems(), List.of());
    }
}
