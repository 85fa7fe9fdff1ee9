package io.etcdsnapshot.store.layout;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.failure.Failure;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Takes in sets that another tool left, and lets those go that were taken in: their files and nothing beside them. */
final class SetAdopter {
    private final FileTree files;
    private final String location;

    SetAdopter(FileTree files, String location) {
        this.files = files;
        this.location = location;
    }

    /** @param staging a path to which each file is written first */
    void adopt(BackupSet set, Map<String, byte[]> companions, String staging) throws IOException {
        if (files.entry(set.pathOf(Manifest.FILE_NAME)) != null) {
            throw Failure.refused("there is a manifest of %s in %s already".formatted(set.label(), location));
        }
        for (String name : List.of(Companions.CHECKSUMS, Manifest.FILE_NAME)) {
            byte[] content = companions.get(name);
            if (content != null && files.entry(set.pathOf(name)) == null) {
                files.write(staging, content);
                files.rename(staging, set.pathOf(name));
            }
        }
        files.sync(set.path());
    }

    /**
     * The manifest goes last: killed before that, what is left is an incomplete set, and goes with the next run.
     *
     * @throws Failure if the other tool has written a file again, which is a backup that nobody adopted
     */
    void remove(BackupSet set) throws IOException {
        String manifest = set.pathOf(Manifest.FILE_NAME);
        FileTree.Entry adopted = files.entry(manifest);
        for (SetFile file : set.files()) {
            FileTree.Entry there = files.entry(set.pathOf(file.name()));
            if (there != null && (adopted == null || there.modified().isAfter(adopted.modified()))) {
                throw Companions.writtenSince(set, file.name());
            }
        }
        for (SetFile file : set.files()) {
            files.deleteTree(set.pathOf(file.name()));
        }
        String checksums = set.pathOf(Companions.CHECKSUMS);
        if (files.entry(checksums) != null && Companions.areOurs(read(checksums), set, read(manifest))) {
            files.deleteTree(checksums);
        }
        files.deleteTree(manifest);
        if (!set.flat() && files.entries(set.path()).isEmpty()) {
            files.deleteTree(set.path());
        }
    }

    private byte[] read(String path) throws IOException {
        return files.read(path, Companions.MOST_BYTES);
    }
}
