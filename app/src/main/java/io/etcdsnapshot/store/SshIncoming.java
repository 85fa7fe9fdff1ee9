package io.etcdsnapshot.store;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.stream.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A set on its way into a directory on another host. */
final class SshIncoming implements Incoming {
    private static final int HASH_CHARACTERS = 64;
    private static final Predicate<String> HASHED =
            Pattern.compile("[0-9a-f]{%d} .*".formatted(HASH_CHARACTERS)).asMatchPredicate();

    /** A smaller file is there in the time that a command takes to start. */
    private static final long WORTH_A_STREAM = 1L << 20;

    /** Has what arrives written to the disk while the rest is on its way, and not all of it at the end. */
    private static final String STORE =
            "umask 077; (while sleep 0.5 && kill -0 $$ && sync -d %1$s; do :; done) </dev/null >/dev/null 2>&1 & "
                    + "%2$s >%1$s; stored=$?; kill $!; exit $stored";

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
        if (size < WORTH_A_STREAM || !connection.hasShell()) {
            return SftpWriter.open(connection.sftp(), path(file), false, settings.throttle(), sent::addAndGet);
        }
        boolean zstd = connection.has("zstd");
        String command = STORE.formatted(Shell.quote(path(file)), zstd ? "zstd -dcq" : "cat");
        FileWriter stream = new StreamWriter(
                connection,
                command,
                settings.throttle(),
                sent::addAndGet,
                settings.idleTimeout().toMillis());
        return zstd ? new ZstdWriter(stream) : stream;
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

    /** All that was written goes to the disk there first, in the same breath as it is hashed. */
    @Override
    public List<String> sha256(List<String> files) throws IOException {
        if (connection.hasShell()) {
            SshConnection.Answer answer = connection.run(
                    "cd %1$s && { sync . %2$s 2>/dev/null; openssl dgst -sha256 -r %2$s 2>/dev/null || sha256sum %2$s; }"
                            .formatted(
                                    Shell.quote(staging),
                                    files.stream().map(Shell::quote).collect(Collectors.joining(" "))));
            List<String> lines = answer.out().lines().toList();
            if (answer.ok() && lines.size() == files.size() && lines.stream().allMatch(HASHED)) {
                return lines.stream()
                        .map(line -> line.substring(0, HASH_CHARACTERS))
                        .toList();
            }
        }
        List<String> hashes = new ArrayList<>();
        for (String file : files) {
            hashes.add(readBack(file));
        }
        return hashes;
    }

    private String readBack(String file) throws IOException {
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
