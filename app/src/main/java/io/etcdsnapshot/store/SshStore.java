package io.etcdsnapshot.store;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.BackupStore;
import io.etcdsnapshot.backup.Failure;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.FileMode;
import net.schmizz.sshj.sftp.RemoteDirectory;
import net.schmizz.sshj.sftp.RemoteResourceFilter;
import net.schmizz.sshj.sftp.RemoteResourceInfo;
import net.schmizz.sshj.sftp.RenameFlags;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPException;
import org.jspecify.annotations.Nullable;

/** A location in a directory of another host. Names and layout are those of {@link DirectoryStore}. */
public final class SshStore implements BackupStore {
    private static final int MAX_MANIFEST_BYTES = 1024 * 1024;

    private final String name;
    private final SshLocation location;
    private final SshSettings settings;
    private final SshConnection connection;
    private final Log log;

    /** @param name the location as the user wrote it */
    public SshStore(String name, SshSettings settings, Log log) {
        this.name = name;
        this.location = SshLocation.parse(name, settings.user());
        this.settings = settings;
        this.connection = new SshConnection(location, settings, log);
        this.log = log;
    }

    @Override
    public String location() {
        return name;
    }

    @Override
    public boolean isLocal() {
        return false;
    }

    @Override
    public Listing list() {
        ListingBuilder listing = new ListingBuilder(name, location.path());
        try {
            for (RemoteResourceInfo entry : entries(location.path())) {
                switch (entry.getAttributes().getType()) {
                    case DIRECTORY -> listing.addDirectory(entry.getName(), id -> readSet(entry.getPath(), id));
                    case REGULAR ->
                        listing.addFile(entry.getName(), entry.getAttributes().getSize());
                    default -> listing.addOther(entry.getName());
                }
            }
        } catch (IOException e) {
            throw Failure.io("can't read the location %s: %s".formatted(name, reason(e)), plain(e));
        }
        return listing.build();
    }

    private BackupSet readSet(String path, BackupSetId id) throws IOException {
        Map<String, Long> sizes = new HashMap<>();
        for (RemoteResourceInfo file : entries(path)) {
            if (file.getAttributes().getType() == FileMode.Type.REGULAR) {
                sizes.put(file.getName(), file.getAttributes().getSize());
            }
        }
        return SetReader.readDirectory(name, path, id, sizes, readManifest(path, sizes));
    }

    private @Nullable String readManifest(String path, Map<String, Long> sizes) throws IOException {
        if (!sizes.containsKey(Manifest.FILE_NAME)) {
            return null;
        }
        try (InputStream in = new SftpInput(connection.sftp(), path + "/" + Manifest.FILE_NAME)) {
            return new String(in.readNBytes(MAX_MANIFEST_BYTES), StandardCharsets.UTF_8);
        }
    }

    /** Without {@code .} and {@code ..}; a directory's own attributes, never those behind a link. */
    private List<RemoteResourceInfo> entries(String path) throws IOException {
        try (RemoteDirectory directory = connection.sftp().openDir(path)) {
            return directory.scan((RemoteResourceFilter) resource -> true);
        }
    }

    @Override
    public InputStream open(BackupSet set, String file) throws IOException {
        InputStream in = new SftpInput(connection.sftp(), set.path() + "/" + file);
        return log.watched(set.id().value(), set.sizeOf(file), in);
    }

    @Override
    public Lock lock(String purpose) {
        try {
            return SshLock.acquire(connection, location, name, log);
        } catch (IOException e) {
            throw Failure.io("can't lock %s: %s".formatted(name, reason(e)), plain(e));
        }
    }

    @Override
    public void prepare() throws IOException {
        makeMissing(location.path());
    }

    private void makeMissing(String path) throws IOException {
        if (!exists(path)) {
            makeMissing(parent(path));
            makeDirectory(path);
        }
    }

    boolean exists(String path) throws IOException {
        try {
            connection.sftp().lstat(path);
            return true;
        } catch (SFTPException e) {
            if (e.getStatusCode() != Response.StatusCode.NO_SUCH_FILE) {
                throw plain(e);
            }
            return false;
        }
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    private void makeDirectory(String path) throws IOException {
        FileAttributes onlyOwner =
                new FileAttributes.Builder().withPermissions(0700).build();
        try {
            connection.sftp().makeDir(path, onlyOwner);
        } catch (SFTPException e) {
            throw plain(e);
        }
    }

    @Override
    public void clearLeftovers(Lock lock) {
        try {
            for (RemoteResourceInfo entry : entries(location.path())) {
                boolean unfinished = entry.getName().startsWith(StoreNames.UNFINISHED);
                if (unfinished && (lock.isExclusive() || isAbandoned(entry))) {
                    clear(entry);
                }
            }
        } catch (IOException e) {
            throw Failure.io("can't read the location %s: %s".formatted(name, reason(e)), plain(e));
        }
    }

    private boolean isAbandoned(RemoteResourceInfo leftover) throws IOException {
        long touched = leftover.getAttributes().getMtime();
        for (RemoteResourceInfo file : entries(leftover.getPath())) {
            touched = Math.max(touched, file.getAttributes().getMtime());
        }
        return Instant.ofEpochSecond(touched).isBefore(Instant.now().minus(StoreNames.ABANDONED));
    }

    private void clear(RemoteResourceInfo leftover) {
        try {
            if (leftover.getName().startsWith(StoreNames.REMOVING_FLAT)) {
                finishRemoval(leftover.getPath());
            } else {
                deleteTree(leftover.getPath());
            }
            log.info("cleared %s at %s, left by a run that did not end".formatted(leftover.getName(), name));
        } catch (IOException e) {
            log.warn("can't clear %s at %s: %s".formatted(leftover.getName(), name, reason(e)));
        }
    }

    @Override
    public void remove(BackupSet set) throws IOException {
        if (set.flat()) {
            String trash = location.path() + "/" + StoreNames.REMOVING_FLAT + set.id();
            makeDirectory(trash);
            finishRemoval(trash);
        } else {
            String trash = location.path() + "/" + StoreNames.UNFINISHED + "removing-" + UUID.randomUUID();
            rename(set.path(), trash);
            deleteTree(trash);
        }
    }

    /** Moves all files of the id into the directory that says they are gone, and then away; or puts all of them back. */
    private void finishRemoval(String trash) throws IOException {
        String id = trash.substring(trash.lastIndexOf('/') + 1 + StoreNames.REMOVING_FLAT.length());
        try {
            for (RemoteResourceInfo entry : entries(location.path())) {
                boolean regular = entry.getAttributes().getType() == FileMode.Type.REGULAR;
                if (regular && StoreNames.isFlatFileOf(id, entry.getName())) {
                    rename(entry.getPath(), trash + "/" + entry.getName());
                }
            }
        } catch (IOException e) {
            for (RemoteResourceInfo moved : entries(trash)) {
                rename(moved.getPath(), location.path() + "/" + moved.getName());
            }
            connection.sftp().removeDir(trash);
            throw e;
        }
        deleteTree(trash);
    }

    /** Fails if there is something at the new path. */
    private void rename(String from, String to) throws IOException {
        connection.sftp().rename(from, to, EnumSet.noneOf(RenameFlags.class));
    }

    void deleteTree(String path) throws IOException {
        for (RemoteResourceInfo entry : entries(path)) {
            if (entry.getAttributes().getType() == FileMode.Type.DIRECTORY) {
                deleteTree(entry.getPath());
            } else {
                connection.sftp().remove(entry.getPath());
            }
        }
        connection.sftp().removeDir(path);
    }

    @Override
    public OptionalLong freeBytes() throws IOException {
        return SftpSpace.free(connection.sftp(), location.path());
    }

    @Override
    public Incoming receive(BackupSetId id) throws IOException {
        String staging = location.path() + "/" + StoreNames.UNFINISHED + UUID.randomUUID();
        makeDirectory(staging);
        return new SshIncoming(this, connection, settings, id, staging);
    }

    /** Shows a staged set by one rename, which fails if there is such a set. */
    BackupSet publish(String staging, BackupSetId id) throws IOException {
        String target = location.path() + "/" + id;
        rename(staging, target);
        if (connection.hasShell()) {
            connection.run("sync %s".formatted(Shell.quote(location.path())));
        }
        return readSet(target, id);
    }

    static String reason(IOException e) {
        return Reason.of(plain(e));
    }

    /** What SFTP says, as the same would be said here. */
    private static IOException plain(IOException e) {
        if (e instanceof SFTPException failed) {
            return switch (failed.getStatusCode()) {
                case NO_SUCH_FILE -> new NoSuchFileException(e.getMessage());
                case PERMISSION_DENIED -> new AccessDeniedException(e.getMessage());
                default -> e;
            };
        }
        return e;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
