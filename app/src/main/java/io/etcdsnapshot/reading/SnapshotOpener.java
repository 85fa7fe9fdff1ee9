package io.etcdsnapshot.reading;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetFileName;
import io.etcdsnapshot.backup.SetVerifier;
import io.etcdsnapshot.etcd.RevisionView;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.fetch.SetSearch;
import io.etcdsnapshot.fetch.SetSelector;
import io.etcdsnapshot.io.IoSupplier;
import io.etcdsnapshot.location.DirectoryLocation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Opens the snapshots of sets, or bare snapshot files, to look things up in them. Each is read once from its first byte to
 * its last and verified in this read; a damaged one is refused, unless the options say otherwise.
 */
public final class SnapshotOpener {
    private final SourceReading reading;
    private final ReadingOptions options;
    private final Clock clock;
    private final Log log;

    /** @param configurations parses encryption configurations */
    public SnapshotOpener(ReadingOptions options, ConfigurationParser configurations, Clock clock, Log log) {
        this.reading = new SourceReading(options, configurations, log);
        this.options = options;
        this.clock = clock;
        this.log = log;
    }

    /**
     * Opens a bare snapshot file.
     *
     * @param wanted versions of keys that {@link OpenSnapshot#found} is to know
     * @throws Failure not whole, if it is damaged
     */
    public OpenSnapshot open(Path file, Predicate<RevisionView> wanted) throws IOException, InterruptedException {
        String name = String.valueOf(file.getFileName());
        BackupSetId id = SetFileName.parse(name).map(SetFileName::id).orElse(null);
        SetFile snapshot = new SetFile(name, FileRole.SNAPSHOT, file.toFile().length(), null);
        SnapshotFile bytes = inPlace(file);
        SnapshotSource.Verification verification = how -> SetVerifier.verify(
                id, file.toString(), List.of(snapshot), any -> log.watched(name, snapshot.size(), bytes.stream()), how);
        SetSearch.Tried<Optional<OpenSnapshot>> tried = reading.open(
                new SnapshotSource(file.toString(), null, bytes, options.keysFile(), verification), wanted);
        return tried.outcome().orElseThrow(() -> damaged(file.toString(), tried.problem(), ""));
    }

    private static SnapshotFile inPlace(Path file) throws Unreadable {
        try {
            return SnapshotFile.inPlace(file.toRealPath());
        } catch (IOException e) {
            throw Unreadable.of(file.toString(), e);
        }
    }

    /**
     * Opens a set: the one that is asked for, or of {@code latest} the newest that is whole. Where damaged ones are
     * opened too, {@code latest} is the newest.
     *
     * @param store stays open for as long as the snapshot is
     * @param wanted versions of keys that {@link OpenSnapshot#found} is to know
     * @throws Failure if there is no such set; not whole, if it is damaged
     */
    public OpenSnapshot open(ReadableStore store, SetSelector selector, Predicate<RevisionView> wanted)
            throws Unreadable, InterruptedException {
        SetSearch.Found<Attempt> found = new SetSearch(store, clock, log).run(selector, set -> {
            SetSearch.Tried<Optional<OpenSnapshot>> tried = attempt(store, set, wanted);
            return new SetSearch.Tried<>(new Attempt(set, tried), tried.problem());
        });
        return found.outcome().orThrow().skipping(found.skipped());
    }

    /**
     * Opens one set of several.
     *
     * @throws Failure not whole, if it is damaged; failed, if it is encrypted and no identity opens it
     */
    public OpenSnapshot open(ReadableStore store, BackupSet set, Predicate<RevisionView> wanted)
            throws Unreadable, InterruptedException {
        SetSearch.requireOpen(set);
        return new Attempt(set, attempt(store, set, wanted)).orThrow();
    }

    private record Attempt(BackupSet set, SetSearch.Tried<Optional<OpenSnapshot>> tried) {
        OpenSnapshot orThrow() {
            return tried.outcome()
                    .orElseThrow(() -> damaged(
                            set.id().value(),
                            tried.problem(),
                            "; etcd-snapshot verify --id %s tells more".formatted(set.id())));
        }
    }

    private static Failure damaged(String name, String problem, String further) {
        return Failure.notWhole("%s is damaged: %s".formatted(name, problem))
                .hint("--even-if-damaged shows what can be read" + further);
    }

    private SetSearch.Tried<Optional<OpenSnapshot>> attempt(
            ReadableStore store, BackupSet set, Predicate<RevisionView> wanted)
            throws Unreadable, InterruptedException {
        Optional<SetFile> snapshot = file(set, FileRole.SNAPSHOT);
        if (snapshot.isEmpty()) {
            return new SetSearch.Tried<>(Optional.empty(), "there is no snapshot in it");
        } else if (!set.isUsable() && !options.evenIfDamaged()) {
            return new SetSearch.Tried<>(Optional.empty(), String.valueOf(set.problem()));
        }
        try {
            return reading.open(source(store, set, snapshot.get()), wanted);
        } catch (ClosedByInterruptException e) {
            throw new InterruptedException("interrupted while reading " + set.id());
        } catch (IOException e) {
            throw Unreadable.of(snapshot.get().name(), e);
        }
    }

    private SnapshotSource source(ReadableStore store, BackupSet set, SetFile snapshot) throws IOException {
        String name = snapshot.name();
        SnapshotFile bytes = bytes(store, set, snapshot);
        SetVerifier.Opener opener = file -> file.equals(name)
                ? log.watched(set.id().value(), snapshot.size(), bytes.stream())
                : store.open(set, file);
        @Nullable IoSupplier<InputStream> keys = options.keysFile();
        if (keys == null) {
            keys = file(set, FileRole.KUBE_RESOURCES)
                    .<IoSupplier<InputStream>>map(archive -> () -> store.open(set, archive.name()))
                    .orElse(null);
        }
        return new SnapshotSource(set.label(), set, bytes, keys, how -> SetVerifier.verify(set, opener, how));
    }

    /** Of a set that is joined of two places, the snapshot may lie at the other; one that is unwrapped lies nowhere. */
    private SnapshotFile bytes(ReadableStore store, BackupSet set, SetFile snapshot) throws IOException {
        Path here = file(set.asStored(), FileRole.SNAPSHOT)
                .filter(file -> !set.isWrapped())
                .map(file -> Path.of(set.asStored().pathOf(file.name())))
                .orElse(Path.of(""));
        return store.location() instanceof DirectoryLocation && Files.isRegularFile(here)
                ? SnapshotFile.inPlace(here)
                : SnapshotFile.copied(options.copies(), snapshot.size(), () -> store.open(set, snapshot.name()));
    }

    private static Optional<SetFile> file(BackupSet set, FileRole role) {
        return set.files().stream().filter(file -> file.role() == role).findFirst();
    }
}
