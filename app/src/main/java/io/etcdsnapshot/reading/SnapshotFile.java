package io.etcdsnapshot.reading;

import io.etcdsnapshot.bbolt.PageSource;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.io.BlockInput;
import io.etcdsnapshot.io.IoSupplier;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A snapshot that is first read from its first byte to its last, and then at any place. One on this machine is read where
 * it lies; of one that is elsewhere, compressed or encrypted, a {@link TemporaryCopy} is kept.
 */
final class SnapshotFile implements Closeable {
    private final Closeable file;
    private final IoSupplier<InputStream> stream;
    private final IoSupplier<PageSource> pages;

    private SnapshotFile(Closeable file, IoSupplier<InputStream> stream, IoSupplier<PageSource> pages) {
        this.file = file;
        this.stream = stream;
        this.pages = pages;
    }

    static SnapshotFile inPlace(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        return new SnapshotFile(
                channel, () -> leftOpen(Channels.newInputStream(channel)), () -> PageSource.mapped(channel));
    }

    /**
     * @param directory holds the copy
     * @param bytes of the snapshot
     * @throws Failure refused, if there is too little space for it
     */
    static SnapshotFile copied(Path directory, long bytes, IoSupplier<InputStream> source) {
        try {
            long free = Files.getFileStore(directory).getUsableSpace();
            if (free < bytes) {
                throw Failure.refused("too little space in %s: %,d MiB free, %,d MiB needed for a copy of the snapshot"
                                .formatted(directory, free >> 20, bytes >> 20))
                        .hint("choose another place with --directory");
            }
            TemporaryCopy copy = TemporaryCopy.in(directory);
            return new SnapshotFile(copy, () -> new Copying(source.get(), copy, directory), () -> copy);
        } catch (IOException e) {
            throw cannotKeep(directory, e);
        }
    }

    private static Failure cannotKeep(Path directory, IOException e) {
        return Failure.io("can't keep a copy of the snapshot in %s: %s".formatted(directory, Reason.of(e)), e)
                .hint("choose another place with --directory");
    }

    private static InputStream leftOpen(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return in.read(buffer, offset, length);
            }

            @Override
            public void close() {}
        };
    }

    /** Opens the only stream over all bytes; once it was read to its end, {@link #pages} has them. */
    InputStream stream() throws IOException {
        return stream.get();
    }

    /** Reads the stream to its end for what {@link #pages} needs of it. */
    void readAhead() throws IOException {
        try (InputStream in = stream()) {
            if (in instanceof Copying) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    PageSource pages() throws IOException {
        return pages.get();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Keeps what is read. */
    private static final class Copying extends BlockInput {
        private final InputStream in;
        private final TemporaryCopy copy;
        private final Path directory;

        Copying(InputStream in, TemporaryCopy copy, Path directory) {
            this.in = in;
            this.copy = copy;
            this.directory = directory;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            if (read > 0) {
                keep(buffer, offset, read);
            }
            return read;
        }

        private void keep(byte[] buffer, int offset, int length) throws ClosedByInterruptException {
            try {
                copy.append(buffer, offset, length);
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (IOException e) {
                throw cannotKeep(directory, e);
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
