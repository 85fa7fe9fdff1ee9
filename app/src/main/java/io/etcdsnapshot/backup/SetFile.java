package io.etcdsnapshot.backup;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One file of a set, as it is stored. What is known of its content beside that is null where it is stored plainly.
 *
 * @param size bytes; {@link #UNKNOWN_SIZE} of the content of a file that was not opened yet
 * @param sha256 lower-case hexadecimal; null where nobody has hashed it, as in flat sets
 * @param plainSize bytes of what it holds
 * @param plainSha256 of what it holds
 * @param compression {@code zstd}, of other tools' files also {@code gzip} or {@code zip}; null if it isn't compressed
 * @param recipients fingerprints of those it is encrypted to, none if nobody knows; null if it isn't encrypted
 */
public record SetFile(
        String name,
        FileRole role,
        long size,
        @Nullable String sha256,
        @Nullable Long plainSize,
        @Nullable String plainSha256,
        @Nullable String compression,
        @Nullable List<String> recipients) {
    public static final String ZSTD = "zstd";
    public static final String GZIP = "gzip";
    public static final String ZIP = "zip";

    /** Size of what nobody has opened yet. */
    public static final long UNKNOWN_SIZE = -1;

    /** In place of a recipient that an age file doesn't name. */
    public static final String UNKNOWN_RECIPIENT = "unknown";

    /** Makes a file that is stored plainly. */
    public SetFile(String name, FileRole role, long size, @Nullable String sha256) {
        this(name, role, size, sha256, null, null, null, null);
    }

    /** Describes a file that lies alone, as far as its name and size tell. */
    public static SetFile alone(String name, FileRole role, long size) {
        Wrapping wrapping = Wrapping.of(name);
        return new SetFile(
                name,
                role,
                size,
                null,
                null,
                null,
                wrapping.isCompressed() ? ZSTD : null,
                wrapping.isEncrypted() ? List.of() : null);
    }

    /** Returns what it holds, as a plain file. */
    public SetFile holding(long bytes) {
        return new SetFile(wrapping().plainName(name), role, bytes, plainSha256);
    }

    /** Returns this plain file as it is stored in a wrapping. */
    public SetFile stored(Wrapping wrapping, long storedSize, String storedSha256, @Nullable List<String> recipients) {
        return new SetFile(
                name + wrapping.suffix(),
                role,
                storedSize,
                storedSha256,
                size,
                sha256,
                wrapping.isCompressed() ? ZSTD : null,
                recipients);
    }

    /** Returns the same file with another size, of which no more is known. */
    public SetFile ofSize(long otherSize) {
        return otherSize == size
                ? this
                : new SetFile(name, role, otherSize, null, plainSize, plainSha256, compression, recipients);
    }

    public Wrapping wrapping() {
        return Wrapping.of(compression != null, recipients != null);
    }

    public boolean isPlain() {
        return wrapping() == Wrapping.NONE;
    }

    /** Returns what it holds, as a file that is stored plainly. */
    public SetFile plain() {
        return plainSize == null ? this : holding(plainSize);
    }
}
