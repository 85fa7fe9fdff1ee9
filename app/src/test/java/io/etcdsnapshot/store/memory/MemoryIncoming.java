package io.etcdsnapshot.store.memory;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Evidence;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Patchable;
import io.etcdsnapshot.backup.Proof;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.io.Sha256;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A set on its way into a {@link MemoryStore}. */
final class MemoryIncoming implements Incoming, Patchable {
    private final MemoryStore store;
    private final BackupSetId id;
    private final String staging;
    private final Progress progress;
    private final Set<Class<?>> missing;
    private long sent;
    private boolean published;

    MemoryIncoming(MemoryStore store, BackupSetId id, String staging, Progress progress, Set<Class<?>> missing) {
        this.store = store;
        this.id = id;
        this.staging = staging;
        this.progress = progress;
        this.missing = missing;
    }

    @Override
    public <A> Optional<A> ability(Class<A> ability) {
        return missing.contains(ability) ? Optional.empty() : Incoming.super.ability(ability);
    }

    private String path(String file) {
        return staging + "/" + file;
    }

    @Override
    public FileWriter create(String file, long size) throws IOException {
        store.faults().onChange(path(file));
        return new Writer(file, new byte[0]);
    }

    @Override
    public boolean copyFrom(BackupSet basis, String basisFile, String file) throws IOException {
        String from = basis.path() + "/" + basisFile;
        store.faults().onRead(from);
        store.files().put(path(file), store.files().content(from));
        return true;
    }

    @Override
    public FileWriter patch(String file, long size) throws IOException {
        return new Writer(file, store.files().content(path(file)));
    }

    @Override
    public Proof prove(Map<String, String> expectedSha256ByFile) throws IOException {
        Map<String, String> found = new HashMap<>();
        for (String file : expectedSha256ByFile.keySet()) {
            store.faults().onRead(path(file));
            found.put(file, Sha256.of(store.files().content(path(file))));
            progress.moved();
        }
        return new Proof(Evidence.READ_BACK, found);
    }

    @Override
    public BackupSet publish(Optional<BackupSet> replaced) throws IOException {
        BackupSet set = store.publish(staging, id, replaced);
        published = true;
        return set;
    }

    @Override
    public long bytesSent() {
        return sent;
    }

    @Override
    public void close() throws IOException {
        if (!published) {
            store.files().deleteTree(staging);
        }
    }

    private final class Writer implements FileWriter {
        private final String file;
        private byte[] content;

        Writer(String file, byte[] content) {
            this.file = file;
            this.content = content;
        }

        @Override
        public void write(long position, byte[] bytes, int offset, int length) throws IOException {
            store.faults().onWriteBytes(length);
            int end = Math.toIntExact(position + length);
            content = content.length < end ? Arrays.copyOf(content, end) : content;
            System.arraycopy(bytes, offset, content, (int) position, length);
            sent += length;
            progress.moved();
        }

        @Override
        public void finish(long size) throws IOException {
            store.faults().onWriteBytes(0);
            content = Arrays.copyOf(content, Math.toIntExact(size));
            if (size > 0 && store.faults().isDamaged(file)) {
                content[content.length / 2] ^= 1;
            }
            store.files().put(path(file), content);
        }

        @Override
        public void close() {}
    }
}
