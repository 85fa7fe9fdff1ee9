package io.etcdsnapshot.store.memory;

import io.etcdsnapshot.backup.Adopting;
import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Evidence;
import io.etcdsnapshot.backup.Identifiable;
import io.etcdsnapshot.backup.InPlaceHashing;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Lockable;
import io.etcdsnapshot.backup.OwnFile;
import io.etcdsnapshot.backup.OwnFiles;
import io.etcdsnapshot.backup.Proof;
import io.etcdsnapshot.backup.SpaceAware;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.io.ReadableStream;
import io.etcdsnapshot.io.Sha256;
import io.etcdsnapshot.location.DirectoryLocation;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.store.layout.LayoutNames.Writer;
import io.etcdsnapshot.store.layout.LockNote;
import io.etcdsnapshot.store.layout.OwnFileKeeper;
import io.etcdsnapshot.store.layout.SetListing;
import io.etcdsnapshot.store.layout.SetPublisher;
import io.etcdsnapshot.testing.Sets;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A location in memory, for tests of what works on stores: any number of stores can share its files and its lock. */
public final class MemoryStore
        implements WritableStore, Lockable, SpaceAware, InPlaceHashing, Identifiable, OwnFiles, Adopting {
    private final Location location;
    private final String directory;
    private final MemoryFileTree files;
    private final Faults faults;
    private final AtomicReference<String> holder;
    private final SetListing listing;
    private final SetPublisher publisher;
    private final OwnFileKeeper ownFiles;
    private final Set<Class<?>> missing = new HashSet<>(Set.of(InPlaceHashing.class));
    private volatile Progress progress = Progress.IGNORED;
    private boolean local;
    private @Nullable String identity;

    private MemoryStore(Location location, MemoryFileTree files, Faults faults, AtomicReference<String> holder) {
        this.location = location;
        this.directory = location.toString();
        this.files = files;
        this.faults = faults;
        this.holder = holder;
        this.listing = new SetListing(files, location, directory);
        this.publisher = new SetPublisher(files, directory, directory, Writer.HERE, Sets.SILENT);
        this.ownFiles = new OwnFileKeeper(files, directory, listing, Duration.ofMillis(100));
    }

    /** Makes an empty location. */
    public static MemoryStore named(String name) {
        Faults faults = new Faults();
        MemoryFileTree files = new MemoryFileTree(faults);
        files.makeDirectories("/" + name);
        return new MemoryStore(DirectoryLocation.of(Path.of("/" + name)), files, faults, new AtomicReference<>(""));
    }

    /** Opens the same place, or one with this path below it, as another process would. */
    public MemoryStore opened(String below) {
        Location there = below.isEmpty() ? location : location.child(below);
        return new MemoryStore(there, files, faults, holder);
    }

    public Faults faults() {
        return faults;
    }

    public MemoryFileTree files() {
        return files;
    }

    /** Counts as a store whose files can be read twice at little cost. */
    public MemoryStore local() {
        local = true;
        return this;
    }

    /** Takes an ability away: {@code Lockable}, {@code SpaceAware}, {@code Patchable}. */
    public MemoryStore without(Class<?> ability) {
        missing.add(ability);
        return this;
    }

    /** @param word that tells the place whatever its name, or null where that can't be told */
    public MemoryStore identified(@Nullable String word) {
        identity = word;
        return this;
    }

    @Override
    public Optional<String> identity() {
        return Optional.ofNullable(identity);
    }

    /** Gives the store the ability to hash its own files, which {@link Faults} on reading do not reach. */
    public MemoryStore hashing() {
        missing.remove(InPlaceHashing.class);
        return this;
    }

    @Override
    public Optional<Proof> hash(BackupSet set, Collection<String> hashed) throws IOException {
        Map<String, String> found = new HashMap<>();
        for (String file : hashed) {
            faults.onRead(set.path() + "/" + file);
            found.put(file, Sha256.of(files.content(set.path() + "/" + file)));
        }
        return Optional.of(new Proof(Evidence.HASHED_THERE, found));
    }

    @Override
    public <A> Optional<A> ability(Class<A> ability) {
        return missing.contains(ability) ? Optional.empty() : WritableStore.super.ability(ability);
    }

    @Override
    public Location location() {
        return location;
    }

    @Override
    public boolean isLocal() {
        return local;
    }

    @Override
    public void reportTo(Progress newProgress) {
        progress = newProgress;
    }

    @Override
    public Listing list() throws Unreadable {
        try {
            Listing found = listing.list();
            progress.moved();
            return found;
        } catch (IOException e) {
            throw Unreadable.of("the location " + location, e);
        }
    }

    @Override
    public InputStream open(BackupSet set, String file) throws Unreadable {
        String path = set.pathOf(file);
        try {
            faults.onRead(path);
            InputStream in = new FaultyInput(new ByteArrayInputStream(files.content(path)));
            return new ReadableStream(in, e -> Unreadable.of(path, e));
        } catch (IOException e) {
            throw Unreadable.of(path, e);
        }
    }

    private final class FaultyInput extends FilterInputStream {
        FaultyInput(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length == 0 ? 0 : faults.onReadBytes(length));
            progress.moved();
            return read;
        }
    }

    @Override
    public Lock lock(String purpose) {
        try {
            listing.requireLocation();
        } catch (IOException e) {
            throw Failure.io("can't read %s: %s".formatted(location, Reason.of(e)), e);
        }
        if (faults.isLockHeld() || !holder.compareAndSet("", LockNote.of(purpose))) {
            throw LockNote.heldByAnother(location.toString(), holder.get());
        }
        return () -> holder.set("");
    }

    public boolean isLocked() {
        return !holder.get().isEmpty();
    }

    @Override
    public OptionalLong freeBytes() {
        return faults.freeBytes();
    }

    @Override
    public void prepare() throws IOException {
        if (files.entry(directory) == null) {
            faults.onChange(directory);
            files.makeDirectories(directory);
        }
    }

    @Override
    public Incoming receive(BackupSetId id) throws IOException {
        String staging = publisher.staging();
        files.makeDirectory(staging);
        return new MemoryIncoming(this, id, staging, progress, Set.copyOf(missing));
    }

    BackupSet publish(String staging, BackupSetId id, Optional<BackupSet> replaced) throws IOException {
        publisher.publish(staging, id, replaced);
        return listing.published(id);
    }

    @Override
    public void adopt(BackupSet set, Map<String, byte[]> companions) throws IOException {
        publisher.adopt(set, companions);
    }

    @Override
    public void remove(BackupSet set) throws IOException {
        publisher.remove(set);
        progress.moved();
    }

    @Override
    public void clearLeftovers(boolean exclusive) throws IOException {
        publisher.clearLeftovers(exclusive);
    }

    @Override
    public Optional<byte[]> readOwn(OwnFile file) throws IOException {
        return ownFiles.readOwn(file);
    }

    @Override
    public void changeOwn(OwnFile file, UnaryOperator<byte[]> change) throws IOException {
        ownFiles.changeOwn(file, change);
    }

    @Override
    public void close() {}
}
