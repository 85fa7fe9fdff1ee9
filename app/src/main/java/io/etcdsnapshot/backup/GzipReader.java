package io.etcdsnapshot.backup;

import io.etcdsnapshot.etcd.FileKind;
import io.etcdsnapshot.io.BlockInput;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses a gzip file as strictly as gzip itself does, and as the JDK's stream does not: behind the last member
 * there may be zeros and nothing else. Source: RFC 1952.
 */
public final class GzipReader extends BlockInput {
    private static final int DEFLATE = 8;
    private static final int HEADER_CHECKSUM = 0x02;
    private static final int EXTRA = 0x04;
    private static final int NAME = 0x08;
    private static final int COMMENT = 0x10;
    private static final int RESERVED = 0xe0;

    private final InputStream in;
    private final byte[] input = new byte[64 * 1024];
    private final Inflater inflater = new Inflater(true);
    private final CRC32 contentCrc = new CRC32();
    private final CRC32 headerCrc = new CRC32();
    private int at;
    private int end;
    private boolean ended;

    /** @throws DamagedArchive if it does not begin as a gzip file does */
    public GzipReader(InputStream in) throws IOException {
        this.in = in;
        readHeader(next(), next());
    }

    /** @throws DamagedArchive if the content can't be right */
    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (!ended && length > 0) {
            int inflated = inflate(buffer, offset, length);
            if (inflated > 0) {
                contentCrc.update(buffer, offset, inflated);
                return inflated;
            } else if (inflater.finished()) {
                readTrailer();
                beginNextMember();
            } else if (inflater.needsDictionary()) {
                throw new DamagedArchive("it needs a preset dictionary");
            } else {
                fill();
                inflater.setInput(input, at, end - at);
            }
        }
        return length == 0 ? 0 : -1;
    }

    private int inflate(byte[] buffer, int offset, int length) throws DamagedArchive {
        try {
            int inflated = inflater.inflate(buffer, offset, length);
            at = end - inflater.getRemaining();
            return inflated;
        } catch (DataFormatException e) {
            throw new DamagedArchive(e.getMessage() == null ? "its compressed data is damaged" : e.getMessage());
        }
    }

    private void readHeader(int first, int second) throws IOException {
        if (first != 0x1f || second != 0x8b) {
            throw new DamagedArchive(FileKind.of(input, end)
                    .map("it is %s, not a gzip file"::formatted)
                    .orElse("it does not begin as a gzip file does"));
        }
        int method = next();
        int flags = next();
        if (method != DEFLATE || (flags & RESERVED) != 0) {
            throw new DamagedArchive("its header names an unknown method");
        }
        skip(6);
        if ((flags & EXTRA) != 0) {
            skip(next() | next() << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CHECKSUM) != 0) {
            int expected = (int) headerCrc.getValue() & 0xffff;
            if ((next() | next() << 8) != expected) {
                throw new DamagedArchive("its header's checksum differs");
            }
        }
        contentCrc.reset();
        inflater.reset();
        inflater.setInput(input, at, end - at);
    }

    private void readTrailer() throws IOException {
        if (number() != contentCrc.getValue()) {
            throw new DamagedArchive("its checksum differs");
        } else if (number() != (inflater.getBytesWritten() & 0xffff_ffffL)) {
            throw new DamagedArchive("its length differs");
        }
    }

    /** Behind a member there is another, or zeros up to the end of the file. */
    private void beginNextMember() throws IOException {
        int first = nextOrEnd();
        if (first == 0x1f) {
            headerCrc.reset();
            headerCrc.update(first);
            readHeader(first, next());
            return;
        }
        while (first == 0) {
            first = nextOrEnd();
        }
        if (first >= 0) {
            throw new DamagedArchive("bytes follow its end");
        }
        ended = true;
    }

    private long number() throws IOException {
        return next() | next() << 8 | next() << 16 | (long) next() << 24;
    }

    private void skip(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            next();
        }
    }

    private void skipText() throws IOException {
        while (next() != 0) {
            // Up to the zero at its end.
        }
    }

    private int next() throws IOException {
        int next = nextOrEnd();
        if (next < 0) {
            throw new DamagedArchive("it ends too early");
        }
        headerCrc.update(next);
        return next;
    }

    private int nextOrEnd() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(input, 0, input.length));
        }
        return at == end ? -1 : input[at++] & 0xff;
    }

    private void fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(input, 0, input.length));
        if (end == 0) {
            throw new DamagedArchive("it ends too early");
        }
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
