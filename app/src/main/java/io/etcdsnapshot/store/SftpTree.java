package io.etcdsnapshot.store;

import io.etcdsnapshot.store.SshConnection.Ability;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.FileMode;
import net.schmizz.sshj.sftp.RemoteDirectory;
import net.schmizz.sshj.sftp.RemoteResourceFilter;
import net.schmizz.sshj.sftp.RemoteResourceInfo;
import net.schmizz.sshj.sftp.RenameFlags;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPException;
import org.jspecify.annotations.Nullable;

/** The file systems of another host, over SFTP. */
final class SftpTree implements FileTree {
    private final SshConnection connection;

    SftpTree(SshConnection connection) {
        this.connection = connection;
    }

    @Override
    public List<String> names(String directory) throws IOException {
        return entries(directory).stream().map(RemoteResourceInfo::getName).toList();
    }

    /** Without {@code .} and {@code ..}; an entry's own attributes, never those behind a link. */
    List<RemoteResourceInfo> entries(String path) throws IOException {
        try (RemoteDirectory directory = connection.sftp().openDir(path)) {
            return directory.scan((RemoteResourceFilter) resource -> true);
        }
    }

    @Override
    public @Nullable Info info(String path) throws IOException {
        try {
            FileAttributes attributes = connection.sftp().lstat(path);
            return new Info(
                    attributes.getType() == FileMode.Type.DIRECTORY,
                    attributes.getType() == FileMode.Type.REGULAR,
                    Instant.ofEpochSecond(attributes.getMtime()));
        } catch (SFTPException e) {
            if (e.getStatusCode() == Response.StatusCode.NO_SUCH_FILE) {
                return null;
            }
            throw e;
        }
    }

    @Override
    public void makeDirectory(String path) throws IOException {
        FileAttributes onlyOwner =
                new FileAttributes.Builder().withPermissions(0700).build();
        connection.sftp().makeDir(path, onlyOwner);
    }

    /** With those above it that are missing. */
    void makeDirectories(String path) throws IOException {
        if (info(path) == null) {
            int slash = path.lastIndexOf('/');
            if (slash > 0) {
                makeDirectories(path.substring(0, slash));
            }
            makeDirectory(path);
        }
    }

    /** Fails if there is something at the new path. */
    @Override
    public void rename(String from, String to) throws IOException {
        connection.sftp().rename(from, to, EnumSet.noneOf(RenameFlags.class));
    }

    @Override
    public void deleteTree(String path) throws IOException {
        Info info = info(path);
        if (info == null) {
            return;
        }
        if (!info.directory()) {
            connection.sftp().remove(path);
            return;
        }
        for (RemoteResourceInfo entry : entries(path)) {
            if (entry.getAttributes().getType() == FileMode.Type.DIRECTORY) {
                deleteTree(entry.getPath());
            } else {
                connection.sftp().remove(entry.getPath());
            }
        }
        connection.sftp().removeDir(path);
    }

    /** What a command on the far side does; without a shell there is none. */
    @Override
    public void sync(String path) throws IOException {
        if (connection.can(Ability.SHELL)) {
            connection.run("sync %s".formatted(Shell.quote(path)));
        }
    }
}
