package io.etcdsnapshot.crypto.age;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.etcdsnapshot.crypto.UnsealException;
import io.etcdsnapshot.crypto.UnsealException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;

/** Reads the text form of an age file: Base64 between two lines, 64 characters on each line but the last. */
final class ArmorInput extends InputStream {
    static final String BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----";
    static final String END = "-----END AGE ENCRYPTED FILE-----";
    static final int LINE = 64;

    private final InputStream in;
    private byte[] decoded = new byte[0];
    private int at;
    private boolean lastLine;
    private boolean ended;

    /** @param in with the first line behind it */
    ArmorInput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        return more() ? decoded[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int done = 0;
        while (done < length && more()) {
            int count = Math.min(length - done, decoded.length - at);
            System.arraycopy(decoded, at, buffer, offset + done, count);
            at += count;
            done += count;
        }
        return done == 0 && length > 0 ? -1 : done;
    }

    private boolean more() throws IOException {
        while (at == decoded.length && !ended) {
            String line = readLine();
            if (line.equals(END)) {
                requireNothingBehind();
                ended = true;
            } else if (lastLine || line.isEmpty() || line.length() > LINE) {
                throw damaged();
            } else {
                lastLine = line.length() < LINE;
                decoded = decode(line);
                at = 0;
            }
        }
        return at < decoded.length;
    }

    /** The Base64 of the last line has its padding, and no stray bits in it. */
    private byte[] decode(String line) throws UnsealException {
        try {
            byte[] bytes = Base64.getDecoder().decode(line);
            lastLine |= line.endsWith("=");
            if (Base64.getEncoder().encodeToString(bytes).equals(line)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // is said below
        }
        throw damaged();
    }

    private String readLine() throws IOException {
        byte[] line = new byte[LINE + 2];
        int length = 0;
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                if (new String(line, 0, length, US_ASCII).equals(END)) {
                    break;
                }
                throw new UnsealException(Kind.CUT_SHORT, "its armor is cut short");
            }
            if (length == line.length) {
                throw damaged();
            }
            line[length++] = (byte) next;
        }
        return new String(line, 0, length, US_ASCII).stripTrailing();
    }

    private void requireNothingBehind() throws IOException {
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (!Character.isWhitespace(next)) {
                throw damaged();
            }
        }
    }

    private static UnsealException damaged() {
        return new UnsealException(Kind.HEADER_DAMAGED, "its armor is damaged");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
