package io.etcdsnapshot.store.directory;

import io.etcdsnapshot.backup.Lockable;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.store.layout.LayoutNames;
import io.etcdsnapshot.store.layout.LockNote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** A lock on a file that the kernel gives back when its holder dies; the file itself stays. */
final class DirectoryLock implements Lockable.Lock {
    private final FileChannel channel;
    private final boolean exclusive;

    private DirectoryLock(FileChannel channel, boolean exclusive) {
        this.channel = channel;
        this.exclusive = exclusive;
    }

    @Override
    public boolean isExclusive() {
        return exclusive;
    }

    static Lockable.Lock acquire(Path directory, String purpose, Log log) {
        Path file = directory.resolve(LayoutNames.LOCK_FILE);
        FileChannel channel;
        try {
            channel = open(file);
        } catch (IOException e) {
            if (!Reason.isFull(e)) {
                throw Failure.io("can't write %s: %s".formatted(file, Reason.of(e)), e);
            }
            log.warn("there is no space for %s: two runs at once would not notice each other".formatted(file));
            return Lockable.NoLock.INSTANCE;
        }
        try {
            Attempt attempt = tryLock(channel, log);
            if (attempt == Attempt.HELD_BY_ANOTHER) {
                String holder = read(channel);
                channel.close();
                throw LockNote.heldByAnother(directory.toString(), holder);
            }
            leaveNote(channel, purpose, log);
            return new DirectoryLock(channel, attempt == Attempt.HELD);
        } catch (IOException e) {
            throw Failure.io("can't lock %s: %s".formatted(file, Reason.of(e)), e);
        }
    }

    /** Leaves a note for people; a full file system, which a purge is to help, has no room for it. */
    private static void leaveNote(FileChannel channel, String purpose, Log log) {
        try {
            channel.truncate(0).write(StandardCharsets.UTF_8.encode(LockNote.of(purpose) + "\n"), 0);
        } catch (IOException e) {
            log.debug("can't note who holds the lock: " + Reason.of(e));
        }
    }

    /** Returns what the holder noted, if another process holds the lock; keeps nobody out for longer than it takes. */
    static Optional<String> holder(Path directory) throws IOException {
        Path file = directory.resolve(LayoutNames.LOCK_FILE);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return channel.tryLock(0, Long.MAX_VALUE, true) == null ? Optional.of(read(channel)) : Optional.empty();
        } catch (OverlappingFileLockException e) {
            return Optional.of("this process");
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private enum Attempt {
        HELD,
        HELD_BY_ANOTHER,
        IMPOSSIBLE
    }

    private static Attempt tryLock(FileChannel channel, Log log) {
        try {
            return channel.tryLock() == null ? Attempt.HELD_BY_ANOTHER : Attempt.HELD;
        } catch (OverlappingFileLockException e) {
            return Attempt.HELD_BY_ANOTHER;
        } catch (IOException e) {
            log.warn("this file system has no locks (%s): two runs at once would not notice each other"
                    .formatted(Reason.of(e)));
            return Attempt.IMPOSSIBLE;
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer note = ByteBuffer.allocate(LockNote.BYTES);
        channel.read(note, 0);
        return StandardCharsets.UTF_8.decode(note.flip()).toString();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw Failure.failed("can't release a lock: " + Reason.of(e), e);
        }
    }
}
