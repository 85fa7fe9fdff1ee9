package io.etcdsnapshot.store.directory;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.check.CheckTarget;
import io.etcdsnapshot.check.CheckTarget.Check;
import io.etcdsnapshot.check.WriteProbe;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.location.DirectoryLocation;
import io.etcdsnapshot.store.layout.LockNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Checks that sets could be copied to a directory. */
public final class DirectoryCheck {
    private final Path directory;
    private final Log log;

    private DirectoryCheck(Path directory, Log log) {
        this.directory = directory.toAbsolutePath();
        this.log = log;
    }

    /** @param name by which messages call the directory */
    public static CheckTarget of(Path directory, String name, Log log) {
        DirectoryCheck check = new DirectoryCheck(directory, log);
        return CheckTarget.of(
                new Check(name + ": directory", check::directory),
                new Check(name + ": writable", check::write),
                new Check(name + ": space", check::space),
                new Check(name + ": lock", check::lock));
    }

    private String directory() {
        Path existing = existing();
        if (!Files.isDirectory(existing)) {
            throw Failure.failed("not a directory: " + existing);
        }
        return existing.equals(directory) ? "it is there" : "it will be made in " + existing;
    }

    /** Returns the directory, or the nearest existing one above it. */
    private Path existing() {
        Path existing = directory;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return existing;
    }

    private String write() throws IOException {
        DirectoryStore store = new DirectoryStore(DirectoryLocation.of(existing()), log);
        return WriteProbe.write(() -> store.receive(BackupSetId.at(Instant.now())), store::checkRename);
    }

    private String space() throws IOException {
        return WriteProbe.free(Files.getFileStore(existing()).getUsableSpace());
    }

    private String lock() throws IOException {
        Optional<String> holder = DirectoryLock.holder(directory);
        if (holder.isPresent()) {
            throw LockNote.heldByAnother(directory.toString(), holder.get());
        }
        return "nobody holds it";
    }
}
