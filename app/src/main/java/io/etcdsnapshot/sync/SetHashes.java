package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.InPlaceHashing;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.Proof;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the hashes of what a set holds: in its manifest, else where its files lie, but never by sending them over a link. */
final class SetHashes {
    private SetHashes() {}

    /**
     * Holds what a comparison by content found.
     *
     * @param others the pairs whose content is not the same
     * @param unknown the ids of the sets whose content can't be compared
     */
    record Comparison(List<SyncPlan.Alike> others, List<String> unknown) {}

    /** Compares sets for which only names and sizes speak so far. */
    static Comparison compare(List<SyncPlan.Alike> pairs, Source source, ReadableStore store, Progress progress)
            throws IOException, InterruptedException {
        Comparison found = new Comparison(new ArrayList<>(), new ArrayList<>());
        for (SyncPlan.Alike alike : pairs) {
            Optional<Map<FileRole, String>> here = source.hashes(alike.source(), progress);
            Optional<Map<FileRole, String>> there = here.isEmpty() ? Optional.empty() : of(alike.there(), store);
            if (there.isEmpty()) {
                found.unknown().add(alike.source().id().value());
            } else if (!agree(here.get(), there.get())) {
                found.others().add(alike);
            }
        }
        return found;
    }

    /** @return empty where files would have to cross a link, or can't be read */
    static Optional<Map<FileRole, String>> of(BackupSet set, ReadableStore store) throws IOException {
        Manifest manifest = set.manifest();
        if (manifest != null) {
            Map<FileRole, String> told = new EnumMap<>(FileRole.class);
            manifest.plainFiles().forEach(file -> told.put(file.role(), String.valueOf(file.sha256())));
            return Optional.of(told);
        }
        try {
            Optional<InPlaceHashing> hashing = store.ability(InPlaceHashing.class);
            if (hashing.isPresent() && set.stored() == null) {
                List<String> names = set.files().stream().map(SetFile::name).toList();
                return hashing.get().hash(set, names).map(proof -> byRole(set, proof));
            }
            return store.isLocal() ? Optional.of(read(set, store)) : Optional.empty();
        } catch (Unreadable e) {
            if (e.isTransient()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Returns whether both have the same hash of each file that both have. */
    private static boolean agree(Map<FileRole, String> one, Map<FileRole, String> other) {
        return one.entrySet().stream().allMatch(file -> other.getOrDefault(file.getKey(), file.getValue())
                .equals(file.getValue()));
    }

    private static Map<FileRole, String> byRole(BackupSet set, Proof proof) {
        Map<FileRole, String> found = new EnumMap<>(FileRole.class);
        set.files().forEach(file -> found.put(file.role(), proof.sha256ByFile().getOrDefault(file.name(), "")));
        return found;
    }

    private static Map<FileRole, String> read(BackupSet set, ReadableStore store) throws IOException {
        Map<FileRole, String> found = new EnumMap<>(FileRole.class);
        for (SetFile file : set.files()) {
            try (InputStream in = store.open(set, file.name())) {
                found.put(file.role(), Sha256.of(in));
            }
        }
        return found;
    }
}
