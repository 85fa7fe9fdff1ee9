package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.SetFile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes a file as it is read, or the changes in it. */
final class PlainSender implements FileSender {
    private final Incoming.FileWriter writer;
    private long position;

    PlainSender(Incoming.FileWriter writer) {
        this.writer = writer;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void write(byte[] chunk, int length, @Nullable PageDelta changes) throws IOException {
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

    @Override
    public SetFile finish(SetFile file) throws IOException {
        writer.finish(file.size());
        return file;
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
