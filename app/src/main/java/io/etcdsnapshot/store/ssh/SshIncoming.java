package io.etcdsnapshot.store.ssh;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Evidence;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Patchable;
import io.etcdsnapshot.backup.Proof;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.io.Sha256;
import io.etcdsnapshot.store.ssh.RemoteShell.Ability;
import io.etcdsnapshot.store.ssh.transfer.AdaptiveWriter;
import io.etcdsnapshot.store.ssh.transfer.CompressionChoice;
import io.etcdsnapshot.store.ssh.transfer.OverlayWriter;
import io.etcdsnapshot.store.ssh.transfer.ProcessorTime;
import io.etcdsnapshot.store.ssh.transfer.SftpWriter;
import io.etcdsnapshot.store.ssh.transfer.StreamWriter;
import io.etcdsnapshot.store.ssh.transfer.ZstdWriter;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import net.schmizz.sshj.connection.channel.direct.Session;

/** A set on its way into a directory on another host. */
final class SshIncoming implements Incoming, Patchable {
    /** A smaller file is there in the time that a command takes to start. */
    private static final long WORTH_A_STREAM = 1L << 20;

    private final SshStore store;
    private final SshConnection connection;
    private final RemoteShell shell;
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
        this.shell = connection.shell();
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
        return connection.plainly(() -> new PlainWriter(start(file, size), connection));
    }

    private FileWriter start(String file, long size) throws IOException {
        if (size < WORTH_A_STREAM || !shell.can(Ability.SHELL)) {
            return overSftp(file, false);
        }
        FileWriter plain = stream("create", file);
        CompressionChoice choice = choice();
        return shell.can(Ability.ZSTD)
                ? new AdaptiveWriter(
                        plain, choice, position -> new ZstdWriter(stream("append", file), position, choice))
                : plain;
    }

    private static CompressionChoice choice() {
        return new CompressionChoice(() -> new ProcessorTime()::idleShare);
    }

    private FileWriter stream(String how, String file, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of(how, shell.syncs(), path(file)));
        words.addAll(List.of(more));
        Session.Command command = shell.start(RemoteScript.of("store", words.toArray(String[]::new)));
        return new StreamWriter(
                command,
                connection.input(command),
                settings.throttle(),
                this::sent,
                settings.idleTimeout().toMillis());
    }

    @Override
    public boolean copyFrom(BackupSet basis, String basisFile, String file) throws IOException {
        if (!shell.can(Ability.SHELL)) {
            return false;
        }
        long seconds = Math.max(1, settings.idleTimeout().toSeconds() / 2);
        RemoteScript copy =
                RemoteScript.withPulse("copy", Long.toString(seconds), basis.path() + "/" + basisFile, path(file));
        return connection.plainly(() -> shell.run(copy, progress).ok());
    }

    @Override
    public FileWriter patch(String file, long size) throws IOException {
        return connection.plainly(() -> new PlainWriter(startPatch(file, size), connection));
    }

    private FileWriter startPatch(String file, long size) throws IOException {
        if (!shell.can(Ability.ZSTD) || !shell.can(Ability.SPARSE_DD)) {
            return overSftp(file, true);
        }
        FileWriter overlay = stream("overlay", file, Long.toString(size), Integer.toString(OverlayWriter.BLOCK));
        return new OverlayWriter(new ZstdWriter(overlay, 0, choice()), () -> overSftp(file, true));
    }

    /** Opens a file over SFTP; without a shell no later command syncs it to disk. */
    private FileWriter overSftp(String file, boolean existing) throws IOException {
        return SftpWriter.open(
                connection.sftp(), path(file), existing, settings.throttle(), this::sent, !shell.can(Ability.SHELL));
    }

    /** Hashes what was written, and syncs it to disk there meanwhile. */
    @Override
    public Proof prove(Map<String, String> expectedSha256ByFile) throws IOException {
        return connection.plainly(() -> prove(List.copyOf(expectedSha256ByFile.keySet())));
    }

    private Proof prove(List<String> files) throws IOException {
        Map<String, String> hashed = new RemoteHash(shell, progress).sha256(staging, files);
        if (!hashed.isEmpty()) {
            return new Proof(Evidence.HASHED_THERE, hashed);
        }
        Map<String, String> found = new HashMap<>();
        for (String file : files) {
            found.put(file, readBack(file));
        }
        return new Proof(Evidence.READ_BACK, found);
    }

    private String readBack(String file) throws IOException {
        try (InputStream in = new SftpInput(connection.sftp(), path(file), settings.throttle(), progress)) {
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
}
