package io.etcdsnapshot.retention;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.InPlaceHashing;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.Proof;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.backup.SetVerification;
import io.etcdsnapshot.backup.SetVerifier;
import io.etcdsnapshot.failure.Unreadable;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Checks sets where they lie: a remote host that can hash its own files shows that they are those of the manifest, which
 * was made of a verified set; all others are read in full and verified.
 */
final class StoredSetCheck {
    private final ReadableStore store;
    private final Log log;

    StoredSetCheck(ReadableStore store, Log log) {
        this.store = store;
        this.log = log;
    }

    /**
     * Returns the set as it is if it is whole, else as one that is damaged or can't be read.
     *
     * @throws Unreadable if reading failed in a way that may pass, as when a connection is lost
     */
    BackupSet of(BackupSet set) throws Unreadable, InterruptedException {
        BackupSet checked;
        try {
            checked = problem(set)
                    .map(problem -> set.as(SetState.CORRUPT, problem))
                    .orElse(set);
        } catch (IOException e) {
            Unreadable unreadable = Unreadable.of("%s in %s".formatted(set.id(), store.location()), e);
            if (unreadable.isTransient()) {
                throw unreadable;
            }
            checked = set.as(SetState.UNREADABLE, unreadable.getMessage());
        }
        if (!checked.equals(set)) {
            log.warn("%s does not count: %s".formatted(set.id(), checked.problem()));
        }
        return checked;
    }

    private Optional<String> problem(BackupSet set) throws IOException, InterruptedException {
        Manifest manifest = set.manifest();
        if (manifest != null) {
            Map<String, String> expected = manifest.filesHere().stream()
                    .collect(Collectors.toMap(SetFile::name, file -> String.valueOf(file.sha256())));
            Optional<Proof> proof = hashedThere(set, expected);
            if (proof.isPresent()) {
                return proof.get().differing(expected).keySet().stream()
                        .sorted()
                        .map("%s differs from its manifest"::formatted)
                        .reduce("%s; %s"::formatted);
            }
        }
        SetVerification verdict = SetVerifier.verify(set, store);
        return verdict.ok() ? Optional.empty() : Optional.of(verdict.problems());
    }

    private Optional<Proof> hashedThere(BackupSet set, Map<String, String> expected) throws IOException {
        Optional<InPlaceHashing> hashing = store.ability(InPlaceHashing.class);
        return hashing.isPresent() ? hashing.get().hash(set, expected.keySet()) : Optional.empty();
    }
}
