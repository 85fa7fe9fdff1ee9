package io.etcdsnapshot.store;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.stream.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A set on its way into a directory on another host. */
final class SshIncoming implements Incoming {
    private static final int HASH_CHARACTERS = 64;

    private final SshStore store;
    private final SshConnection connection;
    private final SshSettings settings;
    private final BackupSetId id;
    private final String staging;
    private final AtomicLong sent = new AtomicLong();
    private boolean published;

    SshIncoming(SshStore store, SshConnection connection, SshSettings settings, BackupSetId id, String staging) {
        this.store = store;
        this.connection = connection;
        this.settings = settings;
        this.id = id;
        this.staging = staging;
    }

    private String path(String file) {
        return staging + "/" + file;
    }

    @Override
    public FileWriter create(String file, long size) throws IOException {
        if (!connection.hasShell()) {
            return SftpWriter.open(connection.sftp(), path(file), false, settings.throttle(), sent::addAndGet);
        }
        String command = "umask 077 && cat > " + Shell.quote(path(file));
        return new StreamWriter(
                connection,
                command,
                settings.throttle(),
                sent::addAndGet,
                settings.idleTimeout().toMillis());
    }

    @Override
    public boolean copyFrom(BackupSet basis, String basisFile, String file) throws IOException {
        if (!connection.hasShell()) {
            return false;
        }
        String from = Shell.quote(basis.path() + "/" + basisFile);
        String to = Shell.quote(path(file));
        return connection
                .run("umask 077 && cp --reflink=auto -- %s %s && chmod 600 %s".formatted(from, to, to))
                .ok();
    }

    @Override
    public FileWriter patch(String file, long size) throws IOException {
        return SftpWriter.open(connection.sftp(), path(file), true, settings.throttle(), sent::addAndGet);
    }

    @Override
    public String sha256(String file) throws IOException {
        if (connection.hasShell()) {
            String quoted = Shell.quote(path(file));
            SshConnection.Answer answer =
                    connection.run("sync %1$s 2>/dev/null; openssl dgst -sha256 -r %1$s 2>/dev/null || sha256sum %1$s"
                            .formatted(quoted));
            if (answer.ok() && answer.out().length() >= HASH_CHARACTERS) {
                return answer.out().replaceFirst("^\\\\", "").substring(0, HASH_CHARACTERS);
            }
        }
        MessageDigest digest = Sha256.start();
        try (InputStream in = new SftpInput(connection.sftp(), path(file))) {
            byte[] buffer = new byte[256 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return Sha256.hex(digest.digest());
    }

    @Override
    public BackupSet publish(Optional<BackupSet> replaced) throws IOException {
        BackupSet set = store.publish(staging, id, replaced);
        published = true;
        return set;
    }

    @Override
    public long bytesSent() {
        return sent.get();
    }

    @Override
    public void close() throws IOException {
        if (!published) {
            store.discard(staging);
        }
    }
}
