package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Proof;
import io.etcdsnapshot.failure.Failure;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** A set on its way whose errors keep their hints, and whether they can pass, for those who know nothing of S3. */
record WordedIncoming(Incoming incoming) implements Incoming {
    /** Something that can fail as a request to a server does. */
    interface Work<T> {
        T run() throws IOException;
    }

    /** @throws Failure in place of an {@link S3Exception} */
    static <T> T worded(Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (S3Exception e) {
            throw e.asFailure();
        }
    }

    @Override
    public FileWriter create(String file, long size) throws IOException {
        return worded(() -> new WordedWriter(incoming.create(file, size)));
    }

    @Override
    public Proof prove(Map<String, String> expectedSha256ByFile) throws IOException {
        return worded(() -> incoming.prove(expectedSha256ByFile));
    }

    @Override
    public BackupSet publish(Optional<BackupSet> replaced) throws IOException {
        return worded(() -> incoming.publish(replaced));
    }

    @Override
    public long bytesSent() {
        return incoming.bytesSent();
    }

    @Override
    public void close() throws IOException {
        worded(() -> {
            incoming.close();
            return true;
        });
    }

    private record WordedWriter(FileWriter writer) implements FileWriter {
        @Override
        public void write(long position, byte[] bytes, int offset, int length) throws IOException {
            worded(() -> {
                writer.write(position, bytes, offset, length);
                return true;
            });
        }

        @Override
        public void finish(long size) throws IOException {
            worded(() -> {
                writer.finish(size);
                return true;
            });
        }

        @Override
        public void close() throws IOException {
            worded(() -> {
                writer.close();
                return true;
            });
        }
    }
}
