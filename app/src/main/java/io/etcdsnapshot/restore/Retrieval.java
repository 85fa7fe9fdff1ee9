package io.etcdsnapshot.restore;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Failure;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.Reason;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetProver;
import io.etcdsnapshot.backup.SetVerdict;
import io.etcdsnapshot.etcd.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Brings one set to this host and proves it where it landed: the one that is asked for, or the newest that proves
 * whole.
 */
public final class Retrieval {
    private static final int BUFFER_BYTES = 1 << 20;

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
            BackupSet set, @Nullable Path directory, SetVerdict verdict, String problem, List<PassedOver> passedOver) {}

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
    public Arrived run(SetSelector wanted) throws InterruptedException {
        List<PassedOver> passedOver = new ArrayList<>();
        for (BackupSet set : candidates(wanted)) {
            Arrived arrived = retrieve(set, passedOver);
            if (arrived.verdict().ok() || !wanted.isLatest()) {
                return arrived;
            }
            passedOver.add(new PassedOver(set.id(), arrived.problem()));
            log.warn("%s is passed over: %s".formatted(set.id(), arrived.problem()));
        }
        throw Failure.notWhole("none of the %d sets in %s is whole".formatted(passedOver.size(), from.location()))
                .hint("etcd-snapshot verify --all tells what is wrong with each");
    }

    private List<BackupSet> candidates(SetSelector wanted) {
        List<BackupSet> sets = from.list().sets();
        if (sets.isEmpty()) {
            throw Failure.failed("there are no sets in " + from.location());
        }
        if (wanted.isLatest()) {
            return sets;
        }
        return List.of(sets.stream()
                .filter(set -> set.id().equals(wanted.id()))
                .findFirst()
                .orElseThrow(() -> Failure.failed("there is no set %s in %s".formatted(wanted.id(), from.location()))
                        .hint("the newest there is " + sets.get(0).id())));
    }

    /** The newest set that proves whole, read where it is. */
    public Optional<BackupSetId> newestWholeBut(BackupSetId id) throws InterruptedException {
        for (BackupSet set : from.list().sets()) {
            if (!set.id().equals(id)
                    && problem(set).isEmpty()
                    && SetProver.prove(set, from).ok()) {
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
            SetVerdict verdict = null;
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
            throw Failure.failed("can't bring %s here: %s".formatted(set.id(), Reason.of(e)), e);
        }
    }

    /** As far as names and sizes tell. */
    private Optional<String> problem(BackupSet set) {
        if (!set.state().good()) {
            return Optional.of(String.valueOf(set.problem()));
        }
        return set.content().covers(needed)
                ? Optional.empty()
                : Optional.of(set.content().words() + ", the rest is kept elsewhere (--kube-resources-from)");
    }

    private SetVerdict fetch(BackupSet set, Path directory) throws IOException, InterruptedException {
        log.info("fetching %s from %s".formatted(set.id(), from.location()));
        try {
            for (String file : names(set)) {
                copy(set, file, directory.resolve(file));
            }
        } catch (Unreadable e) {
            if (e.isInterruption()) {
                throw new InterruptedException("interrupted while fetching " + e.file);
            }
            return verdict(set, Finding.failed(e.file, "read", "can't be read: " + Reason.of(e.reason)));
        }
        log.info("proving what arrived");
        return SetProver.prove(
                set,
                file -> log.watched(set.id().value(), set.sizeOf(file), Files.newInputStream(directory.resolve(file))));
    }

    private static List<String> names(BackupSet set) {
        List<String> names = new ArrayList<>();
        if (set.manifest() != null) {
            names.add(Manifest.FILE_NAME);
            names.add(Companions.CHECKSUMS);
        }
        set.files().stream().map(SetFile::name).forEach(names::add);
        return names;
    }

    private static SetVerdict verdict(BackupSet set, Finding finding) {
        return new SetVerdict(set.id(), set.path(), set.content(), null, List.of(), List.of(finding));
    }

    private void copy(BackupSet set, String file, Path to) throws IOException, InterruptedException, Unreadable {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = open(set, file);
                OutputStream out = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW)) {
            for (int read = read(in, buffer, file); read >= 0; read = read(in, buffer, file)) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while fetching " + file);
                }
                out.write(buffer, 0, read);
            }
        }
    }

    private InputStream open(BackupSet set, String file) throws Unreadable {
        try {
            return from.open(set, file);
        } catch (IOException e) {
            throw new Unreadable(file, e);
        }
    }

    private static int read(InputStream in, byte[] buffer, String file) throws Unreadable {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw new Unreadable(file, e);
        }
    }

    /** The source's fault, so that another set may still be had. */
    private static final class Unreadable extends Exception {
        private final String file;
        private final IOException reason;

        Unreadable(String file, IOException reason) {
            super(reason);
            this.file = file;
            this.reason = reason;
        }

        /** A connection tells of an interrupt as of any other failure. */
        boolean isInterruption() {
            return Thread.interrupted()
                    || Stream.<Throwable>iterate(reason, Objects::nonNull, Throwable::getCause)
                            .anyMatch(cause -> cause instanceof InterruptedException
                                    || cause instanceof ClosedByInterruptException);
        }
    }
}
