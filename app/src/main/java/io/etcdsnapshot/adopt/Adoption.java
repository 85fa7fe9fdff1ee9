package io.etcdsnapshot.adopt;

import io.etcdsnapshot.backup.Adopting;
import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.ForeignManifest;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Lockable;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.crypto.AgeHeader;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the sets of a location that other tools left there, and puts a manifest and checksums beside each that is
 * whole: from then on it is a set like any other. No file that is there is changed, moved or renamed.
 */
public final class Adoption {
    /** @param manifest as it is, or would be, written */
    public record Adopted(BackupSet set, Manifest manifest) {}

    /** @param reason why the set stays as it is */
    public record Left(BackupSet set, String reason) {}

    /**
     * What was done, or in a dry run would be.
     *
     * @param left sets that nobody can say enough of, or that did not end
     * @param damaged sets that failed verification
     */
    public record Result(List<Adopted> adopted, List<Left> left, List<Left> damaged) {}

    private final ReadableStore from;
    private final WritableStore store;
    private final Function<Manifest, String> manifestJson;
    private final Log log;
    private final List<Adopted> adopted = new ArrayList<>();
    private final List<Left> left = new ArrayList<>();
    private final List<Left> damaged = new ArrayList<>();

    /** @param from the same location, whose sets are opened */
    public Adoption(ReadableStore from, WritableStore store, Function<Manifest, String> manifestJson, Log log) {
        this.from = from;
        this.store = store;
        this.manifestJson = manifestJson;
        this.log = log;
    }

    /** Verifies alone; nothing is changed, not even a lock file is made. */
    public Result dryRun() throws IOException, InterruptedException {
        return each(null);
    }

    /** @throws Failure refused, if another run holds the lock of the location */
    public Result run() throws IOException, InterruptedException {
        Adopting place = store.ability(Adopting.class)
                .orElseThrow(() -> Failure.wrongUsage("nothing can be adopted in " + store.location()));
        try (Lockable.Lock lock = Lockable.lock(store, "adopt")) {
            store.clearLeftovers(lock.isExclusive());
            return each(place);
        }
    }

    private Result each(@Nullable Adopting place) throws IOException, InterruptedException {
        Listing listing = from.list();
        if (!listing.clusters().isEmpty()) {
            listing.requireAny();
        }
        for (BackupSet set : listing.sets()) {
            if (set.layout() != null && set.manifest() == null) {
                adopt(set, place);
            }
        }
        return new Result(List.copyOf(adopted), List.copyOf(left), List.copyOf(damaged));
    }

    private void adopt(BackupSet set, @Nullable Adopting place) throws IOException, InterruptedException {
        if (!set.isUsable()) {
            (set.state() == SetState.CORRUPT ? damaged : left).add(new Left(set, String.valueOf(set.problem())));
        } else if (!set.isDated()) {
            left.add(new Left(set, "nothing tells when it was taken: say it with --taken-at TIME"));
        } else if (set.isShut()) {
            left.add(new Left(set, "it is encrypted, and no identity opens it (--age-identity)"));
        } else {
            log.info("verifying %s".formatted(ForeignManifest.origin(set, false).path()));
            Optional<Manifest> verified = verified(set);
            if (verified.isPresent()) {
                takeIn(set, verified.get(), place);
            }
        }
    }

    private void takeIn(BackupSet set, Manifest manifest, @Nullable Adopting place) throws IOException {
        if (place != null) {
            BackupSet there = set.asStored();
            String name = there.nameOf(Manifest.FILE_NAME);
            try {
                place.adopt(there, Companions.of(manifest, manifestJson.apply(manifest), name));
            } catch (Failure e) {
                if (e.kind() != Failure.Kind.REFUSED) {
                    throw e;
                }
                left.add(new Left(set, e.getMessage()));
                return;
            }
        }
        adopted.add(new Adopted(set, manifest));
    }

    /** Returns the manifest of a set that is whole; notes of any other why it stays as it is. */
    private Optional<Manifest> verified(BackupSet set) throws IOException, InterruptedException {
        try {
            return Optional.of(manifest(set));
        } catch (Unreadable e) {
            if (e.isTransient()) {
                throw e;
            }
            left.add(new Left(set, e.getMessage()));
        } catch (Failure e) {
            damaged.add(new Left(set, e.getMessage()));
        }
        return Optional.empty();
    }

    private Manifest manifest(BackupSet set) throws IOException, InterruptedException {
        Manifest plain = ForeignManifest.of(set, from).from(ForeignManifest.origin(set, true));
        List<SetFile> stored = new ArrayList<>();
        for (SetFile file : plain.files()) {
            SetFile there = set.asStored().files().stream()
                    .filter(each -> each.role() == file.role())
                    .findFirst()
                    .orElseThrow();
            stored.add(
                    there.isPlain()
                            ? new SetFile(there.name(), there.role(), file.size(), file.sha256())
                            : stored(set.asStored(), there, file));
        }
        return plain.stored(stored);
    }

    private SetFile stored(BackupSet set, SetFile there, SetFile plain) throws IOException {
        String sha256;
        try (InputStream in = store.open(set, there.name())) {
            sha256 = Sha256.of(in);
        }
        return new SetFile(
                there.name(),
                there.role(),
                there.size(),
                sha256,
                plain.size(),
                plain.sha256(),
                there.compression(),
                there.recipients() == null ? null : recipients(set, there));
    }

    /** An age file says how many can open it, but not who. */
    private List<String> recipients(BackupSet set, SetFile file) throws IOException {
        try (InputStream in = store.open(set, file.name())) {
            return Collections.nCopies(AgeHeader.read(in).types().size(), SetFile.UNKNOWN_RECIPIENT);
        }
    }
}
