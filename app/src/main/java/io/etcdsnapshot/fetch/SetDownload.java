package io.etcdsnapshot.fetch;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.IoSupplier;
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
import java.util.stream.Stream;

/** Copies the files of one set to this host. */
final class SetDownload {
    private static final int BUFFER_BYTES = 1 << 20;

    private final ReadableStore from;
    private final BackupSet set;

    SetDownload(ReadableStore from, BackupSet set) {
        this.from = from;
        this.set = set;
    }

    /**
     * @throws Unreadable if the source can't be read
     * @throws IOException otherwise, if {@code directory} can't be written
     */
    void into(Path directory) throws IOException, InterruptedException {
        for (String file : names()) {
            copy(file, directory.resolve(file));
        }
        if (set.manifest() == null) {
            copyIfThere(Companions.CHECKSUMS, directory.resolve(Companions.CHECKSUMS));
        }
    }

    /** Other tools, and people, put checksums beside their files, or don't. */
    private void copyIfThere(String file, Path to) throws IOException, InterruptedException {
        try {
            copy(file, to);
        } catch (IOException e) {
            Files.deleteIfExists(to);
            if (!Unreadable.isMissing(e)) {
                throw e;
            }
        }
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        if (set.manifest() != null) {
            names.add(Manifest.FILE_NAME);
            names.add(Companions.CHECKSUMS);
        }
        set.files().stream().map(SetFile::name).forEach(names::add);
        return names;
    }

    private void copy(String file, Path to) throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = reading(file, () -> from.open(set, file));
                OutputStream out = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW)) {
            for (int read = 0; read >= 0; read = reading(file, () -> in.read(buffer))) {
                if (Thread.interrupted()) {
                    throw interruptedAt(file);
                }
                out.write(buffer, 0, read);
            }
        }
    }

    /** Reads, and tells an interrupt from other failures: a connection reports both alike. */
    private static <T> T reading(String file, IoSupplier<T> read) throws IOException, InterruptedException {
        try {
            return read.get();
        } catch (IOException e) {
            if (Thread.interrupted()
                    || Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
                            .anyMatch(cause -> cause instanceof InterruptedException
                                    || cause instanceof ClosedByInterruptException)) {
                throw interruptedAt(file);
            }
            throw e;
        }
    }

    private static InterruptedException interruptedAt(String file) {
        return new InterruptedException("interrupted while fetching " + file);
    }
}
