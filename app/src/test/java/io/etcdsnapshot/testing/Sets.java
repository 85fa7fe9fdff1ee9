package io.etcdsnapshot.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetFileName;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.backup.SetVerification;
import io.etcdsnapshot.backup.SetVerifier;
import io.etcdsnapshot.etcd.SnapshotStatus;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.location.DirectoryLocation;
import io.etcdsnapshot.store.directory.DirectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks at the sets of a location without starting a virtual machine, and makes up sets that only look whole. */
public final class Sets {
    /** A log that nobody reads. */
    public static final Log SILENT = new Log() {
        @Override
        public String clean(String line) {
            return line;
        }

        @Override
        public void debug(String line) {}

        @Override
        public void info(String line) {}

        @Override
        public void warn(String line) {}
    };

    private Sets() {}

    public static DirectoryStore store(Path location) {
        return new DirectoryStore(DirectoryLocation.of(location), SILENT);
    }

    public static List<BackupSet> in(Path location) throws Unreadable {
        return Files.isDirectory(location) ? store(location).list().sets() : List.of();
    }

    /** Every set that a listing shows must be complete and proven. */
    public static void assertAllWhole(Path location) throws Unreadable, InterruptedException {
        for (BackupSet set : in(location)) {
            assertThat(set.state()).as(set.path()).isEqualTo(SetState.COMPLETE);
            SetVerification verification = SetVerifier.verify(set, store(location));
            assertThat(verification.ok())
                    .as("%s: %s", set.path(), verification.problems())
                    .isTrue();
        }
    }

    /** The one set that is there, whole. */
    public static BackupSet only(Path location) throws Unreadable, InterruptedException {
        assertThat(in(location)).hasSize(1);
        assertAllWhole(location);
        return in(location).get(0);
    }

    /** A pair of files as earlier scripts left them; the content is nothing a proof would accept. */
    public static void makeFlat(Path location, String id, boolean dirty) throws IOException {
        for (FileRole role : FileRole.values()) {
            String name = new SetFileName(role, new BackupSetId(id), dirty).toString();
            // A snapshot is whole pages and 32 bytes.
            String content = role == FileRole.SNAPSHOT ? "x".repeat(512 + 32) : "content of " + role.name();
            Files.writeString(location.resolve(name), content);
        }
    }

    /** A directory that a listing takes for a complete set; no proof would. */
    public static Path makeComplete(Path location, String id, String... tags) throws IOException {
        BackupSetId setId = new BackupSetId(id);
        Path directory = Files.createDirectories(location.resolve(id));
        makeFlat(directory, id, false);
        List<SetFile> files = new ArrayList<>();
        for (FileRole role : FileRole.values()) {
            String name = new SetFileName(role, setId, false).toString();
            files.add(new SetFile(name, role, Files.size(directory.resolve(name)), "0".repeat(64)));
        }
        Manifest manifest = Manifests.of(
                setId,
                setId.time(),
                700,
                "master-0",
                "4.16.21",
                List.of(tags),
                "etcd-snapshot test",
                new SnapshotStatus(1234567, 4321, 106496, 907036705),
                files,
                Content.ALL);
        Files.writeString(directory.resolve(Manifest.FILE_NAME), Json.write(manifest) + "\n");
        return directory;
    }
}
