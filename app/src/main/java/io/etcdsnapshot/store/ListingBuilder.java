package io.etcdsnapshot.store;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetFileName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tells sets, files of flat sets and foreign names apart; all stores share it. */
final class ListingBuilder {
    /** Reads the set in a directory that is named like one; null if it is gone meanwhile. */
    interface SetDirectory {
        @Nullable
        BackupSet read(BackupSetId id) throws IOException;
    }

    private final String location;
    private final String path;
    private final List<BackupSet> sets = new ArrayList<>();
    private final List<String> ignored = new ArrayList<>();
    private final Map<BackupSetId, List<SetFile>> flat = new TreeMap<>();
    private final Set<String> removing = new HashSet<>();

    /**
     * @param location as the user wrote it
     * @param path of the location where it is
     */
    ListingBuilder(String location, String path) {
        this.location = location;
        this.path = path;
    }

    void addDirectory(String name, SetDirectory directory) throws IOException {
        Optional<BackupSetId> id = BackupSetId.parse(name);
        if (id.isPresent()) {
            BackupSet set = directory.read(id.get());
            if (set != null) {
                sets.add(set);
            }
        } else {
            StoreNames.removedFlatId(name).ifPresent(removing::add);
            addOther(name);
        }
    }

    void addFile(String name, long size) {
        Optional<SetFileName> parsed = SetFileName.parse(name);
        if (parsed.isPresent()) {
            flat.computeIfAbsent(parsed.get().id(), id -> new ArrayList<>())
                    .add(new SetFile(name, parsed.get().role(), size, null));
        } else {
            addOther(name);
        }
    }

    /** Neither a directory nor a regular file; links are never followed. */
    void addOther(String name) {
        if (!StoreNames.isOurs(name)) {
            ignored.add(name);
        }
    }

    Listing build() {
        flat.forEach((id, files) -> {
            if (!removing.contains(id.value())) {
                sets.add(SetReader.readFlat(location, path, id, files));
            }
        });
        sets.sort(BackupSet.NEWEST_FIRST);
        ignored.sort(null);
        return new Listing(location, List.copyOf(sets), List.copyOf(ignored));
    }
}
