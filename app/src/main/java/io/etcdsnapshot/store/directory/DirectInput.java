package io.etcdsnapshot.store.directory;

import com.sun.nio.file.ExtendedOpenOption;
import io.etcdsnapshot.io.BlockInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Reads a file around the page cache, so that what is read is what was stored; through it where that is refused. */
final class DirectInput extends BlockInput {
    private static final int BUFFER_BYTES = 1024 * 1024;

    private final FileChannel channel;
    private final ByteBuffer buffer;
    private boolean ended;

    private DirectInput(FileChannel channel, ByteBuffer buffer) {
        this.channel = channel;
        this.buffer = buffer;
    }

    static InputStream open(Path file) throws IOException {
        try {
            int block = (int) Files.getFileStore(file).getBlockSize();
            FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, ExtendedOpenOption.DIRECT));
            ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES + block).alignedSlice(block);
            buffer.limit(BUFFER_BYTES);
            DirectInput in = new DirectInput(channel, buffer.slice().limit(0));
            try {
                in.fill();
                return in;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException | UnsupportedOperationException e) {
            return Files.newInputStream(file);
        }
    }

    /** The last part of a file ends off a block's edge, from where no further direct read may start. */
    private boolean fill() throws IOException {
        buffer.clear();
        int read = ended ? -1 : channel.read(buffer);
        ended = read < BUFFER_BYTES;
        buffer.flip();
        return read > 0;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!buffer.hasRemaining() && !fill()) {
            return -1;
        }
        int part = Math.min(length, buffer.remaining());
        buffer.get(bytes, offset, part);
        return part;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
