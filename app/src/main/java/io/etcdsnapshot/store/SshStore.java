package io.etcdsnapshot.store;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Lockable;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.backup.SpaceAware;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.ReadableStream;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.location.SshLocation;
import io.etcdsnapshot.store.StoreNames.Writer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.schmizz.sshj.sftp.FileMode;
import net.schmizz.sshj.sftp.RemoteResourceInfo;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPException;
import org.jspecify.annotations.Nullable;

/** A location in a directory of another host. Names and layout are those of {@link DirectoryStore}. */
public final class SshStore implements WritableStore, Lockable, SpaceAware {
    private static final int MAX_MANIFEST_BYTES = 1024 * 1024;

    private final SshLocation location;
    private final SshSettings settings;
    private final SshConnection connection;
    private final SftpTree files;
    private final SetMoves moves;
    private final Log log;

    public SshStore(SshLocation location, SshSettings settings, Log log) {
        this.location = location;
        this.settings = settings;
        this.connection = new SshConnection(location, settings, log);
        this.files = new SftpTree(connection);
        this.moves = new SetMoves(files, location.path(), location.toString(), Writer.FROM_AFAR, log);
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
    public Listing list() throws Unreadable {
        ListingBuilder listing = new ListingBuilder(location.toString(), location.path());
        try {
            for (RemoteResourceInfo entry : files.entries(location.path())) {
                switch (entry.getAttributes().getType()) {
                    case DIRECTORY ->
                        listing.addDirectory(entry.getName(), id -> readSetUnlessGone(entry.getPath(), id));
                    case REGULAR ->
                        listing.addFile(entry.getName(), entry.getAttributes().getSize());
                    default -> listing.addOther(entry.getName());
                }
            }
        } catch (IOException e) {
            throw unreadable("the location " + location, e);
        }
        return listing.build();
    }

    /** Another run may remove a set while this one looks at it: the rename comes first, so its path is gone then. */
    private @Nullable BackupSet readSetUnlessGone(String path, BackupSetId id) throws IOException {
        try {
            BackupSet set = readSet(path, id);
            return set.state() == SetState.COMPLETE || files.info(path) != null ? set : null;
        } catch (SFTPException e) {
            String problem = "it can't be read: " + reason(e);
            return files.info(path) != null
                    ? new BackupSet(
                            id, location.toString(), path, false, SetState.CORRUPT, false, null, List.of(), problem)
                    : null;
        }
    }

    private BackupSet readSet(String path, BackupSetId id) throws IOException {
        Map<String, Long> sizes = new HashMap<>();
        for (RemoteResourceInfo file : files.entries(path)) {
            if (file.getAttributes().getType() == FileMode.Type.REGULAR) {
                sizes.put(file.getName(), file.getAttributes().getSize());
            }
        }
        return SetReader.readDirectory(location.toString(), path, id, sizes, readManifest(path, sizes));
    }

    private @Nullable String readManifest(String path, Map<String, Long> sizes) throws IOException {
        if (!sizes.containsKey(Manifest.FILE_NAME)) {
            return null;
        }
        try (InputStream in = new SftpInput(connection.sftp(), path + "/" + Manifest.FILE_NAME)) {
            return new String(in.readNBytes(MAX_MANIFEST_BYTES), StandardCharsets.UTF_8);
        }
    }

    @Override
    public InputStream open(BackupSet set, String file) throws Unreadable {
        String what = "%s of %s in %s".formatted(file, set.id(), location);
        try {
            InputStream in = new SftpInput(connection.sftp(), set.path() + "/" + file);
            InputStream watched = log.watched(set.id().value(), set.sizeOf(file), in);
            return new ReadableStream(watched, e -> unreadable(what, e));
        } catch (IOException e) {
            throw unreadable(what, e);
        }
    }

    private Unreadable unreadable(String what, IOException e) {
        IOException plain = plain(e);
        return new Unreadable("can't read %s: %s".formatted(what, reason(e)), Reason.isTransient(plain), null, plain);
    }

    @Override
    public Lockable.Lock lock(String purpose) {
        try {
            return SshLock.acquire(connection, location, settings.idleTimeout(), location.toString(), log);
        } catch (IOException e) {
            throw Failure.io("can't lock %s: %s".formatted(location, reason(e)), plain(e));
        }
    }

    @Override
    public void prepare() throws IOException {
        files.makeDirectories(location.path());
    }

    @Override
    public void clearLeftovers(boolean exclusive) throws IOException {
        moves.clearLeftovers(exclusive);
    }

    @Override
    public void remove(BackupSet set) throws IOException {
        moves.remove(set);
    }

    @Override
    public OptionalLong freeBytes() throws IOException {
        return SftpSpace.free(connection.sftp(), location.path());
    }

    @Override
    public Incoming receive(BackupSetId id) throws IOException {
        String staging = moves.staging();
        files.makeDirectory(staging);
        return new SshIncoming(this, connection, settings, id, staging);
    }

    /** Shows a staged set that is on the disk there. */
    BackupSet publish(String staging, BackupSetId id, Optional<BackupSet> replaced) throws IOException {
        moves.publish(staging, id, replaced);
        return readSet(location.path() + "/" + id, id);
    }

    void discard(String staging) throws IOException {
        files.deleteTree(staging);
    }

    /** sshj's own words mean nothing to a user, and a mirror says why a file operation failed only for some causes. */
    @Override
    public String reason(IOException e) {
        if (e instanceof SFTPException failed && failed.getStatusCode() == Response.StatusCode.FAILURE) {
            return "the far side can't do it, and doesn't say why: is its disk full or read-only?";
        }
        IOException plain = plain(e);
        if (plain == e && connection.isLost()) {
            return "the connection was lost";
        }
        return SshConnection.timedOut(e) ? "the far side does not answer" : Reason.of(plain);
    }

    /** What SFTP says, as the same would be said here. */
    static IOException plain(IOException e) {
        Response.StatusCode status = e instanceof SFTPException failed ? failed.getStatusCode() : null;
        if (status == Response.StatusCode.NO_SUCH_FILE) {
            return new NoSuchFileException(e.getMessage());
        }
        return status == Response.StatusCode.PERMISSION_DENIED ? new AccessDeniedException(e.getMessage()) : e;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
