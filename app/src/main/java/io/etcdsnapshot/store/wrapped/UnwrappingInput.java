package io.etcdsnapshot.store.wrapped;

import io.etcdsnapshot.backup.DamagedArchive;
import io.etcdsnapshot.backup.GzipReader;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.compression.Zstd;
import io.etcdsnapshot.crypto.UnsealException;
import io.etcdsnapshot.crypto.Unsealer;
import io.etcdsnapshot.failure.Damaged;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.BlockInput;
import io.etcdsnapshot.io.IoSupplier;
import io.etcdsnapshot.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a stored file holds. Where that is damaged, or the file is not stored as its manifest says, the stream fails
 * with {@link Damaged}.
 */
final class UnwrappingInput extends BlockInput {
    private final SetFile file;
    private final Stored stored;
    private final @Nullable Unsealer identities;
    private @Nullable InputStream content;

    /**
     * @param file where no hash of it is known, only what it holds is checked
     * @param identities null if it is not encrypted
     */
    UnwrappingInput(InputStream in, SetFile file, @Nullable Unsealer identities) {
        this.file = file;
        this.stored = new Stored(in);
        this.identities = identities;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        InputStream from = content != null ? content : reading(this::begin);
        content = from;
        int read = reading(() -> from.read(buffer, offset, length));
        if (read < 0) {
            requireStored();
        }
        return read;
    }

    private InputStream begin() throws IOException {
        InputStream unsealed = identities == null || file.recipients() == null ? stored : identities.open(stored);
        return switch (String.valueOf(file.compression())) {
            case SetFile.ZSTD -> Zstd.decompress(unsealed);
            case SetFile.GZIP -> new GzipReader(unsealed);
            case SetFile.ZIP -> new ZipReader(unsealed);
            default -> unsealed;
        };
    }

    private <T> T reading(IoSupplier<T> read) throws IOException {
        try {
            return read.get();
        } catch (UnsealException e) {
            boolean isOurs = e.kind() == UnsealException.Kind.NO_IDENTITY;
            if (isOurs && file.sha256() == null) {
                throw new Unreadable(
                        "none of the identities opens " + file.name(), false, null, e);
            }
            throw damaged(isOurs ? "none of the identities opens it, though its manifest names one" : e.getMessage());
        } catch (Damaged | DamagedArchive e) {
            throw damaged(String.valueOf(e.getMessage()));
        }
    }

    /** A file that ends too early is told from one that is damaged where it ends. */
    private Damaged damaged(String reason) {
        return new Damaged(
                stored.atEnd && stored.bytes < file.size()
                        ? "%s is cut short: %,d bytes of %,d (%s)"
                                .formatted(file.name(), stored.bytes, file.size(), reason)
                        : "%s is damaged: %s".formatted(file.name(), reason));
    }

    private void requireStored() throws IOException {
        stored.transferTo(OutputStream.nullOutputStream());
        boolean isAsHashed = file.sha256() == null || stored.sha256().equals(file.sha256());
        if (stored.bytes != file.size() || !isAsHashed) {
            throw new Damaged("%s is not what its manifest says".formatted(file.name()));
        }
    }

    @Override
    public void close() throws IOException {
        try (stored) {
            if (content != null) {
                content.close();
            }
        }
    }

    /** Counts and hashes what is read of the stored file. */
    private static final class Stored extends BlockInput {
        private final InputStream in;
        private final MessageDigest digest = Sha256.start();
        private @Nullable String sha256;
        private long bytes;
        private boolean atEnd;

        Stored(InputStream in) {
            this.in = in;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            if (read > 0) {
                digest.update(buffer, offset, read);
                bytes += read;
            }
            atEnd |= read < 0;
            return read;
        }

        String sha256() {
            String known = sha256 == null ? Sha256.hex(digest.digest()) : sha256;
            sha256 = known;
            return known;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
