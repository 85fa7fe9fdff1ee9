package io.etcdsnapshot.store.ssh;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Evidence;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Patchable;
import io.etcdsnapshot.backup.Proof;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.io.Sha256;
import io.etcdsnapshot.store.ssh.SshConnection.Ability;
import io.etcdsnapshot.store.ssh.transfer.AdaptiveWriter;
import io.etcdsnapshot.store.ssh.transfer.CompressionChoice;
import io.etcdsnapshot.store.ssh.transfer.OverlayWriter;
import io.etcdsnapshot.store.ssh.transfer.ProcessorTime;
import io.etcdsnapshot.store.ssh.transfer.SftpWriter;
import io.etcdsnapshot.store.ssh.transfer.StreamWriter;
import io.etcdsnapshot.store.ssh.transfer.ZstdWriter;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.schmizz.sshj.connection.channel.direct.Session;

/** A set on its way into a directory on another host. */
final class SshIncoming implements Incoming, Patchable {
    private static final int HASH_CHARACTERS = 64;
    private static final Predicate<String> HASHED =
            Pattern.compile("[0-9a-f]{%d} .*".formatted(HASH_CHARACTERS)).asMatchPredicate();

    /** A smaller file is there in the time that a command takes to start. */
    private static final long WORTH_A_STREAM = 1L << 20;

    /**
     * Begins the file, and has what arrives written to the disk while the rest is on its way, and not all of it at the
     * end. Who hears of a failed write is the only one who does, so it ends the whole.
     */
    private static final String STORE =
            "umask 077; : >>%1$s; exec 3>&2; (while sleep 0.5 3>&- && kill -0 $$; do sync -d %1$s 3>&- "
                    + "|| { echo \"it can't be written to the disk\" >&3; kill $$; }; done) </dev/null >/dev/null 2>&1 & "
                    + "exec 3>&-; %2$s; stored=$?; kill $!; exit $stored";

    private static final int NOT_ON_DISK = 9;

    private static final String HASH =
            "cd %1$s && { { %2$s; } & openssl dgst -sha256 -r %3$s 2>/dev/null || sha256sum %3$s; hashed=$?; "
                    + "wait $! || exit %4$d; exit $hashed; }";

    /** Where zstd hands each piece to another thread, many small frames take it three times as long. */
    private static final String LAY_OVER =
            "(set -o pipefail) 2>/dev/null && set -o pipefail; zstd -q --no-asyncio -c </dev/null >/dev/null 2>&1 && z=--no-asyncio || z=; "
                    + "zstd -dcq $z | dd of=%s ibs=128k obs=%d conv=sparse,notrunc status=none && truncate -c -s %d ";

    private final SshStore store;
    private final SshConnection connection;
    private final SshSettings settings;
    private final Progress progress;
    private final BackupSetId id;
    private final String staging;
    private final AtomicLong sent = new AtomicLong();
    private boolean published;

    SshIncoming(
            SshStore store,
            SshConnection connection,
            SshSettings settings,
            Progress progress,
            BackupSetId id,
            String staging) {
        this.store = store;
        this.connection = connection;
        this.settings = settings;
        this.progress = progress;
        this.id = id;
        this.staging = staging;
    }

    private void sent(long bytes) {
        sent.addAndGet(bytes);
        progress.moved();
    }

    private String path(String file) {
        return staging + "/" + file;
    }

    @Override
    public FileWriter create(String file, long size) throws IOException {
        return connection.plainly(() -> new PlainWriter(start(file, size)));
    }

    private FileWriter start(String file, long size) throws IOException {
        if (size < WORTH_A_STREAM || !connection.can(Ability.SHELL)) {
            return SftpWriter.open(connection.sftp(), path(file), false, settings.throttle(), this::sent);
        }
        FileWriter plain = stream(file, "cat >");
        CompressionChoice choice = choice();
        return connection.can(Ability.ZSTD)
                ? new AdaptiveWriter(
                        plain, choice, position -> new ZstdWriter(stream(file, "zstd -dcq >>"), position, choice))
                : plain;
    }

    private static CompressionChoice choice() {
        return new CompressionChoice(() -> new ProcessorTime()::idleShare);
    }

    /** @param store a command that stores its standard input in the file, whose name is to follow as its last word */
    private FileWriter stream(String file, String store) throws IOException {
        String to = Shell.quote(path(file));
        Session.Command command = connection.start(
                connection.can(Ability.SYNC) ? STORE.formatted(to, store + to) : "umask 077; " + store + to);
        return new StreamWriter(
                command,
                connection.input(command),
                settings.throttle(),
                this::sent,
                settings.idleTimeout().toMillis());
    }

    @Override
    public boolean copyFrom(BackupSet basis, String basisFile, String file) throws IOException {
        if (!connection.can(Ability.SHELL)) {
            return false;
        }
        String from = Shell.quote(basis.path() + "/" + basisFile);
        String to = Shell.quote(path(file));
        long seconds = Math.max(1, settings.idleTimeout().toSeconds() / 2);
        String copy =
                "umask 077; command -v timeout >/dev/null && t='timeout %d' || t=; $t cp --reflink=auto -- %s %s && chmod 600 %s"
                        .formatted(seconds, from, to, to);
        return connection.plainly(() -> connection.run(copy).ok());
    }

    @Override
    public FileWriter patch(String file, long size) throws IOException {
        return connection.plainly(() -> new PlainWriter(startPatch(file, size)));
    }

    private FileWriter startPatch(String file, long size) throws IOException {
        if (!connection.can(Ability.ZSTD) || !connection.can(Ability.SPARSE_DD)) {
            return openForPatch(file);
        }
        String overlay = LAY_OVER.formatted(Shell.quote(path(file)), OverlayWriter.BLOCK, size);
        return new OverlayWriter(new ZstdWriter(stream(file, overlay), 0, choice()), () -> openForPatch(file));
    }

    private FileWriter openForPatch(String file) throws IOException {
        return SftpWriter.open(connection.sftp(), path(file), true, settings.throttle(), this::sent);
    }

    /** All that was written goes to the disk there while it is hashed. */
    @Override
    public Proof prove(Map<String, String> expectedSha256ByFile) throws IOException {
        return connection.plainly(() -> prove(List.copyOf(expectedSha256ByFile.keySet())));
    }

    private Proof prove(List<String> files) throws IOException {
        Map<String, String> found = new HashMap<>();
        if (connection.can(Ability.SHELL)) {
            String names = files.stream().map(Shell::quote).collect(Collectors.joining(" "));
            String sync = connection.can(Ability.SYNC) ? "sync . " + names : "sync || true";
            SshConnection.Answer answer =
                    connection.run(HASH.formatted(Shell.quote(staging), sync, names, NOT_ON_DISK));
            progress.moved();
            if (answer.exitCode() == NOT_ON_DISK) {
                throw new IOException(
                        "it can't be written to the disk there: " + answer.err().strip());
            }
            List<String> lines = answer.out().lines().toList();
            if (answer.ok() && lines.size() == files.size() && lines.stream().allMatch(HASHED)) {
                for (int i = 0; i < files.size(); i++) {
                    found.put(files.get(i), lines.get(i).substring(0, HASH_CHARACTERS));
                }
                return new Proof(Evidence.HASHED_THERE, found);
            }
        }
        for (String file : files) {
            found.put(file, readBack(file));
        }
        return new Proof(Evidence.READ_BACK, found);
    }

    private String readBack(String file) throws IOException {
        try (InputStream in = new SftpInput(connection.sftp(), path(file), progress)) {
            return Sha256.of(in);
        }
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

    /** Fails in plain words. */
    private final class PlainWriter implements FileWriter {
        private final FileWriter writer;

        PlainWriter(FileWriter writer) {
            this.writer = writer;
        }

        @Override
        public void write(long position, byte[] bytes, int offset, int length) throws IOException {
            try {
                writer.write(position, bytes, offset, length);
            } catch (IOException e) {
                throw connection.plain(e);
            }
        }

        @Override
        public void finish(long size) throws IOException {
            try {
                writer.finish(size);
            } catch (IOException e) {
                throw connection.plain(e);
            }
        }

        @Override
        public void close() throws IOException {
            writer.close();
        }
    }
}
