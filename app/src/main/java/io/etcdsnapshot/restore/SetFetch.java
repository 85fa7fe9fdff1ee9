package io.etcdsnapshot.restore;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetFile;
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

/** Copies the files of one set to this host; tells a source that can't be read from a place that can't be written. */
final class SetFetch {
    private static final int BUFFER_BYTES = 1 << 20;

    /** The source's fault, so that another set may still be had. */
    static final class Unreadable extends Exception {
        private final String file;
        private final IOException reason;

        private Unreadable(String file, IOException reason) {
            super(reason);
            this.file = file;
            this.reason = reason;
        }

        String file() {
            return file;
        }

        IOException reason() {
            return reason;
        }
    }

    private interface Read<T> {
        T run() throws IOException;
    }

    private final ReadableStore from;
    private final BackupSet set;

    SetFetch(ReadableStore from, BackupSet set) {
        this.from = from;
        this.set = set;
    }

    /** @throws IOException if {@code directory} can't be written */
    void into(Path directory) throws IOException, InterruptedException, Unreadable {
        for (String file : names()) {
            copy(file, directory.resolve(file));
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

    private void copy(String file, Path to) throws IOException, InterruptedException, Unreadable {
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

    private static <T> T reading(String file, Read<T> read) throws InterruptedException, Unreadable {
        try {
            return read.run();
        } catch (IOException e) {
            if (isInterruption(e)) {
                throw interruptedAt(file);
            }
            throw new Unreadable(file, e);
        }
    }

    /** A connection tells of an interrupt as of any other failure. */
    private static boolean isInterruption(IOException e) {
        return Thread.interrupted()
                || Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
                        .anyMatch(cause ->
                                cause instanceof InterruptedException || cause instanceof ClosedByInterruptException);
    }

    private static InterruptedException interruptedAt(String file) {
        return new InterruptedException("interrupted while fetching " + file);
    }
}
