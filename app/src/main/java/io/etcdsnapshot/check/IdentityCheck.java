package io.etcdsnapshot.check;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.catalogue.Recorder;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Checks that an identity opens the newest encrypted set of a location: that nobody lost the only one. */
public final class IdentityCheck {
    private final Supplier<ReadableStore> location;
    private final Recorder recorder;

    /**
     * @param location opens it, with the identities that are at hand
     * @param recorder knows what was opened before
     */
    public IdentityCheck(Supplier<ReadableStore> location, Recorder recorder) {
        this.location = location;
        this.recorder = recorder;
    }

    /**
     * @return what opened the set, or when; empty where none is encrypted
     * @throws CheckTarget.Warning if nobody ever proved that it can be opened
     */
    public String look() throws IOException {
        try (ReadableStore store = location.get()) {
            List<BackupSet> encrypted = store.listIfThere().map(Listing::sets).orElse(List.of()).stream()
                    .filter(BackupSet::isUsable)
                    .filter(set -> !set.recipients().isEmpty())
                    .sorted(BackupSet.NEWEST_FIRST)
                    .toList();
            return encrypted.isEmpty() ? "" : look(store, encrypted);
        }
    }

    private String look(ReadableStore store, List<BackupSet> encrypted) throws IOException {
        BackupSet newest = encrypted.get(0);
        if (newest.stored() != null) {
            readBeginning(store, newest);
            return "an identity opens %s".formatted(newest.id());
        }
        Set<BackupSetId> alike = encrypted.stream()
                .filter(set -> set.recipients().equals(newest.recipients()))
                .map(BackupSet::id)
                .collect(Collectors.toSet());
        return recorder.read(store).outcomes().stream()
                .filter(outcome -> Boolean.TRUE.equals(outcome.opened()) && alike.contains(outcome.id()))
                .findFirst()
                .map(outcome -> "an identity for %s was last used at %s".formatted(newest.id(), outcome.at()))
                .orElseThrow(() -> new CheckTarget.Warning(
                        "nobody has shown that an identity opens %s".formatted(newest.id()),
                        "where an identity is kept: etcd-snapshot verify %s --age-identity FILE"
                                .formatted(store.location())));
    }

    /** The manifest was opened already; the files have keys of their own. */
    private static void readBeginning(ReadableStore store, BackupSet set) throws IOException {
        try (InputStream in = store.open(set, set.files().get(0).name())) {
            in.read();
        }
    }
}
