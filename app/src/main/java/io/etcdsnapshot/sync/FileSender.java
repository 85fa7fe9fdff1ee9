package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.stream.Fanout;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes what it is given, or the changes in it, and finishes the file at its size, though the source may have grown
 * meanwhile.
 */
final class FileSender implements Fanout.Consumer {
    private final Incoming.FileWriter writer;
    private final long size;
    private final @Nullable ComparedInput changes;
    private long position;

    /** @param changes to an earlier file that the writer goes on with; null to write everything */
    FileSender(Incoming.FileWriter writer, long size, @Nullable ComparedInput changes) {
        this.writer = writer;
        this.size = size;
        this.changes = changes;
    }

    @Override
    public void accept(byte[] chunk, int length) throws IOException {
        int part = (int) Math.min(length, size - position);
        if (part > 0) {
            write(chunk, part);
            position += part;
            if (position == size) {
                writer.finish(size);
                writer.close();
            }
        }
    }

    private void write(byte[] chunk, int length) throws IOException {
        if (changes == null) {
            writer.write(position, chunk, 0, length);
            return;
        }
        for (int at = 0; at < length; ) {
            boolean differs = differsAt(changes, at);
            int end = at + ComparedInput.PAGE;
            while (end < length && differsAt(changes, end) == differs) {
                end += ComparedInput.PAGE;
            }
            end = Math.min(end, length);
            if (differs) {
                writer.write(position + at, chunk, at, end - at);
            }
            at = end;
        }
    }

    private boolean differsAt(ComparedInput compared, int at) {
        return compared.differs((position + at) / ComparedInput.PAGE);
    }
}
