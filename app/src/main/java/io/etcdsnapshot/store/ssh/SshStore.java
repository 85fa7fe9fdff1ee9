package io.etcdsnapshot.store.ssh;

import io.etcdsnapshot.backup.Adopting;
import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Evidence;
import io.etcdsnapshot.backup.Identifiable;
import io.etcdsnapshot.backup.InPlaceHashing;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Lockable;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.Manifest;
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
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.location.SshLocation;
import io.etcdsnapshot.store.layout.LayoutNames.Writer;
import io.etcdsnapshot.store.layout.OwnFileKeeper;
import io.etcdsnapshot.store.layout.ReadableTree;
import io.etcdsnapshot.store.layout.SetListing;
import io.etcdsnapshot.store.layout.SetPublisher;
import io.etcdsnapshot.store.ssh.RemoteShell.Ability;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import net.schmizz.sshj.connection.channel.OpenFailException;
import org.jspecify.annotations.Nullable;

/** A location in a directory of another host, with the names and the layout of one on this machine. */
public final class SshStore
        implements WritableStore, Lockable, SpaceAware, InPlaceHashing, Identifiable, OwnFiles, Adopting {
    private final SshLocation location;
    private final SshSettings settings;
    private final SshConnection connection;
    private final SftpFileTree files;
    private final SetListing listing;
    private final SetPublisher publisher;
    private final OwnFileKeeper ownFiles;
    private final Log log;
    private volatile Progress progress = Progress.IGNORED;
    private boolean checkedRights;

    public SshStore(SshLocation location, SshSettings settings, Log log) {
        this(location, settings, log, new SshConnection(location, settings, log));
    }

    SshStore(SshLocation location, SshSettings settings, Log log, SshConnection connection) {
        this.location = location;
        this.settings = settings;
        this.connection = connection;
        this.files = new SftpFileTree(connection);
        this.listing = new SetListing(files, location, location.path());
        this.publisher = new SetPublisher(files, location.path(), location.toString(), Writer.FROM_AFAR, log);
        this.ownFiles = new OwnFileKeeper(files, location.path(), listing);
        this.log = log;
        CipherWarmUp.begin();
    }

    @Override
    public Location location() {
        return location;
    }

    @Override
    public boolean isLocal() {
        return false;
    }

    @Override
    public void reportTo(Progress newProgress) {
        progress = newProgress;
        files.reportTo(newProgress);
    }

    @Override
    public Listing list() throws Unreadable {
        try {
            return new SetListing(tree(), location, location.path()).list();
        } catch (IOException e) {
            throw unreadable("the location " + location, e);
        }
    }

    /** Returns the files there as one command lists them; where none can, each question goes to them. */
    private ReadableTree tree() throws IOException {
        try {
            Printed printed = connection
                    .shell()
                    .run(RemoteScript.of("list", location.path()), ListedTree.LONGEST_ANSWER, progress);
            // What prints before a command may keep SFTP from working, which then says so.
            return printed.exitCode() == 0 && printed.noise().isEmpty() && printed.out() != null
                    ? ListedTree.read(files, location.path(), printed.out(), printed.err())
                    : files;
        } catch (IOException e) {
            if (connection.isLost() || e instanceof OpenFailException || SshFailures.timedOut(e)) {
                throw e;
            }
            log.debug("%s can't list at once: %s".formatted(connection.host(), Reason.of(e)));
            return files;
        }
    }

    @Override
    public InputStream open(BackupSet set, String file) throws Unreadable {
        String what = "%s of %s in %s".formatted(file, set.id(), location);
        try {
            InputStream in = new SftpInput(connection.sftp(), set.pathOf(file), settings.throttle(), progress);
            InputStream watched = log.watched(set.id().value(), set.sizeOf(file), in);
            return new ReadableStream(watched, e -> unreadable(what, e));
        } catch (IOException e) {
            throw unreadable(what, e);
        }
    }

    private Unreadable unreadable(String what, IOException e) {
        if (e instanceof Unreadable known) {
            return known;
        }
        IOException plain = connection.plain(e);
        return new Unreadable(
                "can't read %s: %s".formatted(what, Reason.of(plain)), Reason.isTransient(plain), hint(plain), plain);
    }

    private @Nullable String hint(IOException e) {
        return e instanceof AccessDeniedException && !settings.sudo()
                ? "where the sets are owned by root there, add --sudo"
                : null;
    }

    @Override
    public Lockable.Lock lock(String purpose) {
        try {
            listing.requireLocation();
            return SshLock.acquire(connection, location, settings.idleTimeout(), purpose, log);
        } catch (IOException e) {
            IOException plain = connection.plain(e);
            throw Failure.io("can't lock %s: %s".formatted(location, Reason.of(plain)), plain);
        }
    }

    @Override
    public void prepare() throws IOException {
        files.makeDirectories(location.path());
    }

    @Override
    public void clearLeftovers(boolean exclusive) throws IOException {
        publisher.clearLeftovers(exclusive);
    }

    @Override
    public void adopt(BackupSet set, Map<String, byte[]> companions) throws IOException {
        publisher.adopt(set, companions);
    }

    @Override
    public void remove(BackupSet set) throws IOException {
        publisher.remove(set);
    }

    @Override
    public OptionalLong freeBytes() throws IOException {
        return connection.plainly(() -> SftpSpace.free(connection.sftp(), location.path()));
    }

    @Override
    public Optional<Proof> hash(BackupSet set, Collection<String> hashed) throws IOException {
        Map<String, String> found = connection.plainly(
                () -> new RemoteHash(connection.shell(), progress).sha256(set.path(), List.copyOf(hashed)));
        return found.isEmpty() ? Optional.empty() : Optional.of(new Proof(Evidence.HASHED_THERE, found));
    }

    @Override
    public Optional<String> identity() throws IOException {
        if (!connection.shell().can(Ability.SHELL)) {
            return Optional.empty();
        }
        Printed answer = connection.plainly(
                () -> connection.shell().run(RemoteScript.of("identity", location.path()), progress));
        return answer.ok() ? answer.lines().stream().findFirst() : Optional.empty();
    }

    @Override
    public Incoming receive(BackupSetId id) throws IOException {
        String staging = publisher.staging();
        files.makeDirectory(staging);
        return new SshIncoming(this, connection, settings, progress, id, staging);
    }

    /** Shows a staged set that is on the disk there. */
    BackupSet publish(String staging, BackupSetId id, Optional<BackupSet> replaced) throws IOException {
        warnIfOpenToOthers(staging);
        publisher.publish(staging, id, replaced);
        return listing.published(id);
    }

    /** A server, or its file system, may give other rights than it was asked for. */
    private void warnIfOpenToOthers(String staging) throws IOException {
        if (!checkedRights) {
            checkedRights = true;
            if (files.isOpenToOthers(staging) || files.isOpenToOthers(staging + "/" + Manifest.FILE_NAME)) {
                log.warn("%s refuses to make files private: check who can read it".formatted(location));
            }
        }
    }

    @Override
    public Optional<byte[]> readOwn(OwnFile file) throws IOException {
        return ownFiles.readOwn(file);
    }

    @Override
    public void changeOwn(OwnFile file, UnaryOperator<byte[]> change) throws IOException {
        ownFiles.changeOwn(file, change);
    }

    /** Renames as publishing a set does. */
    void checkRename() throws IOException {
        publisher.checkRename();
    }

    void discard(String staging) throws IOException {
        files.deleteTree(staging);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
