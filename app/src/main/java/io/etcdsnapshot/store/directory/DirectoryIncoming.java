package io.etcdsnapshot.store.directory;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Evidence;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Patchable;
import io.etcdsnapshot.backup.Proof;
import io.etcdsnapshot.io.Fanout;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A set on its way into a directory. */
final class DirectoryIncoming implements Incoming, Patchable {
    /** Written back this often, so that the disk works while the rest is still being read. */
    private static final long WRITE_BACK_BYTES = 32L << 20;

    private final DirectoryStore store;
    private final BackupSetId id;
    private final Path staging;
    private final Progress progress;
    private long sent;

    DirectoryIncoming(DirectoryStore store, BackupSetId id, Progress progress) throws IOException {
        this.store = store;
        this.id = id;
        this.progress = progress;
        this.staging = store.stage();
    }

    @Override
    public FileWriter create(String file, long size) throws IOException {
        return new Writer(FileChannel.open(
                staging.resolve(file),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
    }

    /** Copies by sharing blocks alone: any other copy costs as much as writing everything. */
    @Override
    public boolean copyFrom(BackupSet basis, String basisFile, String file) throws IOException {
        Path from = Path.of(basis.path()).resolve(basisFile);
        Process copy;
        try {
            copy = new ProcessBuilder(
                            "cp",
                            "--reflink=always",
                            from.toString(),
                            staging.resolve(file).toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return false;
        }
        try {
            if (copy.waitFor() == 0) {
                return true;
            }
        } catch (InterruptedException e) {
            copy.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(staging.resolve(file));
        return false;
    }

    @Override
    public FileWriter patch(String file, long size) throws IOException {
        return new Writer(FileChannel.open(staging.resolve(file), StandardOpenOption.WRITE));
    }

    @Override
    public Proof prove(Map<String, String> expectedSha256ByFile) throws IOException {
        Map<String, String> found = new HashMap<>();
        for (String file : expectedSha256ByFile.keySet()) {
            found.put(file, sha256(file));
        }
        return new Proof(Evidence.READ_BACK, found);
    }

    private String sha256(String file) throws IOException {
        MessageDigest digest = Sha256.start();
        try (InputStream in = DirectInput.open(staging.resolve(file))) {
            Fanout.Consumer hashing = (chunk, length) -> {
                digest.update(chunk, 0, length);
                progress.moved();
            };
            Fanout.run(in, List.of(hashing, (chunk, length) -> {})).orThrow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return Sha256.hex(digest.digest());
    }

    @Override
    public BackupSet publish(Optional<BackupSet> replaced) throws IOException {
        return store.publish(staging, id, replaced);
    }

    @Override
    public long bytesSent() {
        return sent;
    }

    @Override
    public void close() throws IOException {
        if (Files.exists(staging)) {
            store.discard(staging);
        }
    }

    private final class Writer implements FileWriter {
        private final FileChannel channel;
        private long unsynced;

        Writer(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(long position, byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            for (long at = position; buffer.hasRemaining(); ) {
                at += channel.write(buffer, at);
            }
            sent += length;
            progress.moved();
            unsynced += length;
            if (unsynced >= WRITE_BACK_BYTES) {
                channel.force(false);
                unsynced = 0;
            }
        }

        @Override
        public void finish(long size) throws IOException {
            channel.truncate(size);
            channel.force(true);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
