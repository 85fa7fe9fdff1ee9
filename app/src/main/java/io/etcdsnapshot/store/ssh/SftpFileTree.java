package io.etcdsnapshot.store.ssh;

import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.io.Throttle;
import io.etcdsnapshot.store.layout.FileTree;
import io.etcdsnapshot.store.ssh.RemoteShell.Ability;
import io.etcdsnapshot.store.ssh.transfer.SftpWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.RemoteDirectory;
import net.schmizz.sshj.sftp.RemoteResourceFilter;
import net.schmizz.sshj.sftp.RemoteResourceInfo;
import net.schmizz.sshj.sftp.RenameFlags;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPEngine;
import net.schmizz.sshj.sftp.SFTPException;
import org.jspecify.annotations.Nullable;

/** The file systems of another host, over SFTP. */
final class SftpFileTree implements FileTree {
    private static final int AT_ONCE = 16;

    private final SshConnection connection;
    private volatile Progress progress = Progress.IGNORED;

    SftpFileTree(SshConnection connection) {
        this.connection = connection;
    }

    void reportTo(Progress newProgress) {
        progress = newProgress;
    }

    @Override
    public List<Entry> entries(String path) throws IOException {
        return connection.plainly(() -> readDirectory(path));
    }

    private List<Entry> readDirectory(String path) throws IOException {
        try (RemoteDirectory directory = connection.sftp().openDir(path)) {
            List<RemoteResourceInfo> found = directory.scan((RemoteResourceFilter) resource -> true);
            progress.moved();
            return found.stream()
                    .map(entry -> entry(entry.getName(), entry.getAttributes()))
                    .toList();
        }
    }

    private static Entry entry(String name, FileAttributes attributes) {
        Kind kind =
                switch (attributes.getType()) {
                    case DIRECTORY -> Kind.DIRECTORY;
                    case REGULAR -> Kind.FILE;
                    default -> Kind.OTHER;
                };
        return new Entry(name, kind, attributes.getSize(), Instant.ofEpochSecond(attributes.getMtime()));
    }

    @Override
    public @Nullable Entry entry(String path) throws IOException {
        try {
            Entry entry = entry(
                    path.substring(path.lastIndexOf('/') + 1), connection.sftp().lstat(path));
            progress.moved();
            return entry;
        } catch (SFTPException e) {
            if (e.getStatusCode() == Response.StatusCode.NO_SUCH_FILE) {
                return null;
            }
            throw connection.plain(e);
        } catch (IOException e) {
            throw connection.plain(e);
        }
    }

    @Override
    public byte[] read(String path, int maxBytes) throws IOException {
        return connection.plainly(() -> {
            try (InputStream in = new SftpInput(connection.sftp(), path, Throttle.unlimited(), progress)) {
                return in.readNBytes(maxBytes);
            }
        });
    }

    @Override
    public int atOnce() {
        return AT_ONCE;
    }

    @Override
    public void makeDirectory(String path) throws IOException {
        FileAttributes onlyOwner =
                new FileAttributes.Builder().withPermissions(0700).build();
        change(sftp -> sftp.makeDir(path, onlyOwner));
    }

    /** Returns whether others than the owner have any right on what is at a path; false if nothing is. */
    boolean isOpenToOthers(String path) throws IOException {
        try {
            return connection.plainly(
                    () -> (connection.sftp().lstat(path).getMode().getPermissionsMask() & 077) != 0);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Makes a directory, with those above it that are missing. */
    void makeDirectories(String path) throws IOException {
        if (entry(path) == null) {
            int slash = path.lastIndexOf('/');
            if (slash > 0) {
                makeDirectories(path.substring(0, slash));
            }
            makeDirectoryOrFindIt(path);
        }
    }

    /** Another run may make it in the same moment. */
    private void makeDirectoryOrFindIt(String path) throws IOException {
        try {
            makeDirectory(path);
        } catch (IOException e) {
            Entry made = entry(path);
            if (made == null || made.kind() != Kind.DIRECTORY) {
                throw e;
            }
        }
    }

    /** Fails if there is something at the new path. */
    @Override
    public void rename(String from, String to) throws IOException {
        change(sftp -> sftp.rename(from, to, EnumSet.noneOf(RenameFlags.class)));
    }

    /** A server that can't rename over a file has it removed first. */
    @Override
    public void replace(String from, String to) throws IOException {
        if (connection.sftp().supportsServerExtension("posix-rename", "openssh.com")) {
            change(sftp -> sftp.rename(from, to, EnumSet.of(RenameFlags.OVERWRITE)));
        } else {
            deleteTree(to);
            rename(from, to);
        }
    }

    @Override
    public void write(String path, byte[] content) throws IOException {
        change(sftp -> {
            try (SftpWriter writer = SftpWriter.open(sftp, path, false, Throttle.unlimited(), sent -> {}, true)) {
                writer.write(0, content, 0, content.length);
                writer.finish(content.length);
            }
        });
    }

    private interface Change {
        void make(SFTPEngine sftp) throws IOException;
    }

    private void change(Change change) throws IOException {
        connection.plainly(() -> {
            change.make(connection.sftp());
            progress.moved();
            return progress;
        });
    }

    @Override
    public void deleteTree(String path) throws IOException {
        Entry entry = entry(path);
        if (entry != null) {
            delete(path, entry.kind());
        }
    }

    private void delete(String path, Kind kind) throws IOException {
        if (kind == Kind.DIRECTORY) {
            for (Entry below : entries(path)) {
                delete(path + "/" + below.name(), below.kind());
            }
            change(sftp -> sftp.removeDir(path));
        } else {
            change(sftp -> sftp.remove(path));
        }
    }

    /** Has a command there do it; without a shell nothing can be asked. */
    @Override
    public void sync(String path) throws IOException {
        connection.plainly(() -> {
            RemoteShell shell = connection.shell();
            return shell.can(Ability.SHELL)
                    && shell.run(RemoteScript.of("sync", path), progress).ok();
        });
    }
}
