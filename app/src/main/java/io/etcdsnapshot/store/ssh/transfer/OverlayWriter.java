package io.etcdsnapshot.store.ssh.transfer;

import io.etcdsnapshot.backup.Incoming;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Lays pages over a file that is there already, through a command that gets the whole file with zeros in place of what
 * stays, and passes over blocks of zeros. So blocks that shall be zeros are written in another way, at the end.
 */
public final class OverlayWriter implements Incoming.FileWriter {
    /** Counts the bytes of a block, which the command passes over or writes. */
    public static final int BLOCK = 4096;

    private static final byte[] ZEROS = new byte[BLOCK];

    /** Opens the same file anew, for writes anywhere in it. */
    public interface Opener {
        Incoming.FileWriter open() throws IOException;
    }

    private final Incoming.FileWriter stream;
    private final Opener patch;
    private final List<Long> zeroBlocks = new ArrayList<>();
    private boolean ended;

    /** @param stream takes positions with gaps between them */
    public OverlayWriter(Incoming.FileWriter stream, Opener patch) {
        this.stream = stream;
        this.patch = patch;
    }

    @Override
    public void write(long position, byte[] bytes, int offset, int length) throws IOException {
        if (position % BLOCK != 0 || ended) {
            throw new IllegalArgumentException("not whole pages, at %d".formatted(position));
        }
        ended = length % BLOCK != 0;
        int from = 0;
        for (int at = 0; at < length; at += BLOCK) {
            int end = Math.min(at + BLOCK, length);
            if (Arrays.equals(bytes, offset + at, offset + end, ZEROS, 0, end - at)) {
                send(position, bytes, offset, from, at);
                zeroBlocks.add(position + at);
                from = end;
            }
        }
        send(position, bytes, offset, from, length);
    }

    private void send(long position, byte[] bytes, int offset, int from, int to) throws IOException {
        if (to > from) {
            stream.write(position + from, bytes, offset + from, to - from);
        }
    }

    @Override
    public void finish(long size) throws IOException {
        stream.finish(size);
        if (!zeroBlocks.isEmpty()) {
            try (Incoming.FileWriter writer = patch.open()) {
                for (long at : zeroBlocks) {
                    writer.write(at, ZEROS, 0, (int) Math.min(BLOCK, size - at));
                }
                writer.finish(size);
            }
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
