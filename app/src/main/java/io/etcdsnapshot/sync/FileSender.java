package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.Incoming;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes a file, or the changes in it, at one destination. */
final class FileSender {
    private final Incoming.FileWriter writer;
    private long position;

    FileSender(Incoming.FileWriter writer) {
        this.writer = writer;
    }

    /** Returns how far the file is written, in bytes. */
    long position() {
        return position;
    }

    /** @param changes to an earlier file that the writer goes on with; null to write everything */
    void write(byte[] chunk, int length, @Nullable PageDelta changes) throws IOException {
        if (changes == null) {
            writer.write(position, chunk, 0, length);
        } else {
            for (int at = 0; at < length; ) {
                boolean differs = differsAt(changes, at);
                int end = at + PageDelta.PAGE;
                while (end < length && differsAt(changes, end) == differs) {
                    end += PageDelta.PAGE;
                }
                end = Math.min(end, length);
                if (differs) {
                    writer.write(position + at, chunk, at, end - at);
                }
                at = end;
            }
        }
        position += length;
    }

    private boolean differsAt(PageDelta changes, int at) {
        return changes.differs((position + at) / PageDelta.PAGE);
    }
}
