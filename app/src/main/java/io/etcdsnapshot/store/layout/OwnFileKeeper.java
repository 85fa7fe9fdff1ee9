package io.etcdsnapshot.store.layout;

import io.etcdsnapshot.backup.OwnFile;
import io.etcdsnapshot.backup.OwnFiles;
import io.etcdsnapshot.store.layout.FileTree.Entry;
import io.etcdsnapshot.store.layout.FileTree.Kind;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Keeps files of this program beside the sets in a directory, one writer at a time. */
public final class OwnFileKeeper implements OwnFiles {
    private static final int TRIES = 5;

    private final FileTree files;
    private final String directory;
    private final SetListing listing;
    private final WritersTurn turn;

    /** @param listing of the same directory */
    public OwnFileKeeper(FileTree files, String directory, SetListing listing) {
        this(files, directory, listing, Duration.ofSeconds(5));
    }

    /** @param patience how long a writer may do nothing before another takes its turn */
    public OwnFileKeeper(FileTree files, String directory, SetListing listing, Duration patience) {
        this.files = files;
        this.directory = directory;
        this.listing = listing;
        this.turn = new WritersTurn(files, directory, patience);
    }

    private String path(OwnFile file) {
        return directory + "/" + file.fileName();
    }

    @Override
    public Optional<byte[]> readOwn(OwnFile file) throws IOException {
        Entry entry = files.entry(path(file));
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.kind() != Kind.FILE) {
            throw new IOException("it is not a file");
        }
        return Optional.of(files.read(path(file), file.maxBytes()));
    }

    @Override
    public void changeOwn(OwnFile file, UnaryOperator<byte[]> change) throws IOException {
        listing.requireLocation();
        for (int left = TRIES; ; left--) {
            turn.take();
            try {
                replace(file, change);
                return;
            } catch (NoSuchFileException e) {
                // Another writer took this one for dead, and cleared what it had begun.
                if (left == 0) {
                    throw e;
                }
            } finally {
                turn.end();
            }
        }
    }

    private void replace(OwnFile file, UnaryOperator<byte[]> change) throws IOException {
        String fresh = turn.directory() + "/" + UUID.randomUUID();
        files.write(fresh, change.apply(readOwn(file).orElse(new byte[0])));
        files.replace(fresh, path(file));
        files.sync(directory);
    }
}
