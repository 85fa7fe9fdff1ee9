package io.etcdsnapshot.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.etcdsnapshot.crypto.UnsealException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The header of an age file, as far as it can be read without an identity. Source: age-encryption.org/v1.
 *
 * @param bytes all of it, with the line that authenticates it
 * @param types of the stanzas, one for each recipient, such as {@code X25519}
 */
@SuppressWarnings("ArrayRecordComponent")
public record AgeHeader(byte[] bytes, List<String> types) {
    /** Bytes of text in a chunk, but for the last. */
    public static final int CHUNK_BYTES = 64 * 1024;
    /** Bytes that encryption adds to a chunk. */
    public static final int TAG_BYTES = 16;
    /** Bytes between the header and the first chunk. */
    public static final int NONCE_BYTES = 16;

    private static final String VERSION = "age-encryption.org/v1";
    private static final int MAX_BYTES = 60 * 1024;
    private static final Pattern STANZA = Pattern.compile("-> ([!-~]+)( [!-~]+)*");
    private static final Pattern BODY = Pattern.compile("[A-Za-z0-9+/]{0,64}");
    private static final Pattern END = Pattern.compile("--- [A-Za-z0-9+/]{43}");

    /**
     * Reads a header and nothing behind it.
     *
     * @throws UnsealException if it is none, or is not whole
     * @throws IOException if {@code in} can't be read
     */
    public static AgeHeader read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!readLine(in, bytes).equals(VERSION)) {
            throw new UnsealException(Kind.NOT_SEALED, "it is not an age file");
        }
        List<String> types = new ArrayList<>();
        boolean bodyGoesOn = false;
        for (String line = readLine(in, bytes); !END.matcher(line).matches(); line = readLine(in, bytes)) {
            if (bodyGoesOn) {
                require(BODY.matcher(line).matches());
                bodyGoesOn = line.length() == 64;
            } else {
                require(STANZA.matcher(line).matches());
                types.add(line.split(" ", 3)[1]);
                bodyGoesOn = true;
            }
        }
        require(!bodyGoesOn && !types.isEmpty());
        return new AgeHeader(bytes.toByteArray(), List.copyOf(types));
    }

    private static void require(boolean asItShouldBe) throws UnsealException {
        if (!asItShouldBe) {
            throw new UnsealException(Kind.HEADER_DAMAGED, "its age header is damaged");
        }
    }

    private static String readLine(InputStream in, ByteArrayOutputStream all) throws IOException {
        int start = all.size();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            boolean isFirst = start == 0;
            if (isFirst && (next < 0 || all.size() >= VERSION.length())) {
                throw new UnsealException(Kind.NOT_SEALED, "it is not an age file");
            }
            if (next < 0) {
                throw new UnsealException(Kind.CUT_SHORT, "it is cut short, within its age header");
            }
            require(all.size() < MAX_BYTES);
            all.write(next);
        }
        all.write('\n');
        byte[] bytes = all.toByteArray();
        return new String(bytes, start, bytes.length - start - 1, US_ASCII);
    }

    /** Returns the size of the whole file that holds so many bytes of text. */
    public long fileSize(long plainSize) {
        return bytes.length + sizeBehind(plainSize);
    }

    /** Returns whether a whole file of this header can have this size. */
    public boolean isPossibleFileSize(long size) {
        long chunks = size - bytes.length - NONCE_BYTES;
        long last = chunks % (CHUNK_BYTES + TAG_BYTES);
        return chunks == TAG_BYTES || (chunks > 0 && (last == 0 || last > TAG_BYTES));
    }

    /** Returns the size of what follows a header where so many bytes of text are encrypted: an empty text is one chunk. */
    public static long sizeBehind(long plainSize) {
        long chunks = Math.max(1, (plainSize + CHUNK_BYTES - 1) / CHUNK_BYTES);
        return NONCE_BYTES + plainSize + chunks * TAG_BYTES;
    }
}
