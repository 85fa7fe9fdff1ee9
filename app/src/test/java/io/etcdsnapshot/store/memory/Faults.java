package io.etcdsnapshot.store.memory;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What is wrong with a {@link MemoryStore}; nothing until it is switched on. May be switched while the store is used. */
public final class Faults {
    private final Set<String> unreadable = new HashSet<>();
    private final Set<String> damaged = new HashSet<>();
    private CountDownLatch moves = new CountDownLatch(0);
    private long bytesUntilFailure = Long.MAX_VALUE;
    private long readsUntilFailure = Long.MAX_VALUE;
    private boolean readOnly;
    private boolean full;
    private BooleanSupplier outOfInodes = () -> false;
    private boolean lockHeld;
    private boolean disconnected;
    private Supplier<OptionalLong> freeBytes = () -> OptionalLong.of(1L << 40);
    private Runnable whileListing = () -> {};

    /** Writing fails once so many more bytes were written, as a link that breaks. */
    public synchronized Faults failAfterWriting(long bytes) {
        bytesUntilFailure = bytes;
        return this;
    }

    /** Reading fails once so many more bytes were read, as a link that breaks. */
    public synchronized Faults failAfterReading(long bytes) {
        readsUntilFailure = bytes;
        return this;
    }

    /** What has a path that ends so can't be read, for want of a right. */
    public synchronized Faults unreadable(String pathEnd) {
        unreadable.add(pathEnd);
        return this;
    }

    /** A file whose name ends so is stored with a bit flipped. */
    public synchronized Faults damagedAtRest(String nameEnd) {
        damaged.add(nameEnd);
        return this;
    }

    /** Nothing moves any more until {@link #goOn}: reads and writes wait. */
    public synchronized Faults stuck() {
        moves = new CountDownLatch(1);
        return this;
    }

    public synchronized void goOn() {
        moves.countDown();
    }

    public synchronized Faults readOnly() {
        readOnly = true;
        return this;
    }

    /** There is no room left, not even for a byte; removing works. */
    public synchronized Faults full() {
        full = true;
        freeBytes = () -> OptionalLong.of(0);
        return this;
    }

    /** Bytes are free, but while this holds no directory can be made. */
    public synchronized Faults outOfInodes(BooleanSupplier condition) {
        outOfInodes = condition;
        return this;
    }

    /** @param bytes empty where the store can't tell */
    public Faults freeBytes(OptionalLong bytes) {
        return freeBytes(() -> bytes);
    }

    /** The room as it is whenever it is asked for. */
    public synchronized Faults freeBytes(Supplier<OptionalLong> bytes) {
        freeBytes = bytes;
        return this;
    }

    /** Another run holds the lock. */
    public synchronized Faults lockHeld(boolean held) {
        lockHeld = held;
        return this;
    }

    /** Nothing can be read, written or listed any more. */
    public synchronized Faults disconnected() {
        disconnected = true;
        return this;
    }

    /** Runs once, when a directory was listed and what is in it was not looked at yet: as another run at the same time. */
    public synchronized Faults whileListing(Runnable change) {
        whileListing = change;
        return this;
    }

    OptionalLong freeBytes() {
        Supplier<OptionalLong> room;
        synchronized (this) {
            room = freeBytes;
        }
        return room.get();
    }

    synchronized boolean isLockHeld() {
        return lockHeld;
    }

    synchronized boolean isDamaged(String file) {
        return damaged.stream().anyMatch(file::endsWith);
    }

    void listed(String directory) {
        Runnable change;
        synchronized (this) {
            change = whileListing;
            whileListing = () -> {};
        }
        change.run();
    }

    void onRead(String path) throws IOException {
        await();
        synchronized (this) {
            requireConnection();
            if (unreadable.stream().anyMatch(path::endsWith)) {
                throw new AccessDeniedException(path);
            }
        }
    }

    /** Returns how many of these bytes may be read before the failure; throws it if none. */
    int onReadBytes(int bytes) throws IOException {
        await();
        synchronized (this) {
            requireConnection();
            if (readsUntilFailure == 0) {
                throw new IOException("the connection was lost");
            }
            int allowed = (int) Math.min(bytes, readsUntilFailure);
            readsUntilFailure -= readsUntilFailure == Long.MAX_VALUE ? 0 : allowed;
            return allowed;
        }
    }

    void onWriteBytes(int bytes) throws IOException {
        await();
        synchronized (this) {
            requireConnection();
            if (full) {
                throw new FileSystemException(null, null, "No space left on device");
            }
            if (bytes > bytesUntilFailure) {
                throw new IOException("the connection was lost");
            }
            bytesUntilFailure -= bytesUntilFailure == Long.MAX_VALUE ? 0 : bytes;
        }
    }

    synchronized void onLook() throws IOException {
        requireConnection();
    }

    void onNewName() throws IOException {
        synchronized (this) {
            if (full) {
                throw new FileSystemException(null, null, "No space left on device");
            }
        }
    }

    void onNewDirectory() throws IOException {
        onNewName();
        BooleanSupplier none;
        synchronized (this) {
            none = outOfInodes;
        }
        if (none.getAsBoolean()) {
            throw new FileSystemException(null, null, "No space left on device");
        }
    }

    void onChange(String path) throws IOException {
        await();
        synchronized (this) {
            requireConnection();
            if (readOnly) {
                throw new FileSystemException(path, null, "Read-only file system");
            }
        }
    }

    private void requireConnection() throws IOException {
        if (disconnected) {
            throw new IOException("the connection was lost");
        }
    }

    private void await() throws IOException {
        CountDownLatch latch;
        synchronized (this) {
            latch = moves;
        }
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
