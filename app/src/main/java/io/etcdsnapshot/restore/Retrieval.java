package io.etcdsnapshot.restore;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetVerification;
import io.etcdsnapshot.backup.SetVerifier;
import io.etcdsnapshot.etcd.Finding;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.failure.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings one set to this host and proves it where it landed: the one that is asked for, or the newest that proves
 * whole.
 */
public final class Retrieval {
    /** Where sets land. */
    public interface Landing {
        /**
         * @return an empty private directory
         * @throws Failure if the set may not land here
         */
        Path prepare(BackupSet set) throws IOException, InterruptedException;

        /** Removes such a directory. */
        void discard(Path directory) throws IOException;
    }

    /**
     * A set that was brought here.
     *
     * @param directory where it is; null unless the verdict is good
     * @param problem why it is not whole, or empty
     */
    public record Arrived(
            BackupSet set,
            @Nullable Path directory,
            SetVerification verdict,
            String problem,
            List<PassedOver> passedOver) {}

    private final ReadableStore from;
    private final Content needed;
    private final Landing landing;
    private final Log log;

    /** @param needed what of a set must be there */
    public Retrieval(ReadableStore from, Content needed, Landing landing, Log log) {
        this.from = from;
        this.needed = needed;
        this.landing = landing;
        this.log = log;
    }

    /**
     * @return the set that was asked for, whole or not; of {@code latest} the newest that is whole
     * @throws Failure if there is no such set; not whole, if none is
     */
    public Arrived run(SetSelector wanted) throws Unreadable, InterruptedException {
        List<PassedOver> passedOver = new ArrayList<>();
        for (BackupSet set : candidates(wanted)) {
            Arrived arrived = retrieve(set, passedOver);
            if (arrived.verdict().ok() || wanted.id() != null) {
                return arrived;
            }
            passedOver.add(new PassedOver(set.id(), arrived.problem()));
            log.warn("%s is passed over: %s".formatted(set.id(), arrived.problem()));
        }
        throw Failure.notWhole("none of the %d sets in %s is whole".formatted(passedOver.size(), from.location()))
                .hint("etcd-snapshot verify --all tells what is wrong with each");
    }

    private List<BackupSet> candidates(SetSelector wanted) throws Unreadable {
        Listing listing = from.list();
        return wanted.id() == null ? listing.requireAny() : List.of(listing.require(wanted.id()));
    }

    /** The newest set that proves whole, read where it is. */
    public Optional<BackupSetId> newestWholeBut(BackupSetId id) throws Unreadable, InterruptedException {
        for (BackupSet set : from.list().sets()) {
            if (!set.id().equals(id)
                    && problem(set).isEmpty()
                    && SetVerifier.verify(set, from).ok()) {
                return Optional.of(set.id());
            }
        }
        return Optional.empty();
    }

    private Arrived retrieve(BackupSet set, List<PassedOver> passedOver) throws InterruptedException {
        Optional<String> problem = problem(set);
        if (problem.isPresent()) {
            Finding finding = Finding.failed(set.id().value(), "state", problem.get());
            return new Arrived(set, null, verdict(set, finding), problem.get(), List.copyOf(passedOver));
        }
        try {
            Path directory = landing.prepare(set);
            SetVerification verdict = null;
            try {
                verdict = fetch(set, directory);
            } finally {
                if (verdict == null || !verdict.ok()) {
                    landing.discard(directory);
                }
            }
            List<PassedOver> newer = List.copyOf(passedOver);
            return verdict.ok()
                    ? new Arrived(set, directory, verdict, "", newer)
                    : new Arrived(set, null, verdict, verdict.problems(), newer);
        } catch (IOException e) {
            throw Failure.io("can't bring %s here: %s".formatted(set.id(), Reason.of(e)), e);
        }
    }

    /** As far as names and sizes tell. */
    private Optional<String> problem(BackupSet set) {
        if (!set.isUsable()) {
            return Optional.of(String.valueOf(set.problem()));
        }
        return set.content().covers(needed)
                ? Optional.empty()
                : Optional.of(set.content().words() + ", the rest is kept elsewhere (--kube-resources-from)");
    }

    private SetVerification fetch(BackupSet set, Path directory) throws IOException, InterruptedException {
        log.info("fetching %s from %s".formatted(set.id(), from.location()));
        try {
            new SetFetch(from, set).into(directory);
        } catch (SetFetch.Unreadable e) {
            return verdict(set, Finding.failed(e.file(), "read", "can't be read: " + Reason.of(e.reason())));
        }
        log.info("proving what arrived");
        return SetVerifier.verify(
                set,
                file -> log.watched(set.id().value(), set.sizeOf(file), Files.newInputStream(directory.resolve(file))));
    }

    private static SetVerification verdict(BackupSet set, Finding finding) {
        return new SetVerification(set.id(), set.path(), set.content(), null, List.of(), List.of(finding));
    }
}
