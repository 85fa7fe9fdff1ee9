package io.etcdsnapshot.crypto.age;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.framework.crypto.CipherKey;
import com.exceptionfactory.jagged.framework.format.StandardPayloadKeyReader;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import io.etcdsnapshot.crypto.AgeHeader;
import io.etcdsnapshot.crypto.UnsealException;
import io.etcdsnapshot.crypto.UnsealException.Kind;
import io.etcdsnapshot.crypto.Unsealer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Decrypts as {@code age -d -i} does. */
public final class AgeIdentities implements Unsealer {

    private static final int BUFFER_BYTES = 128 * 1024;

    private final List<RecipientStanzaReader> readers = new ArrayList<>();
    private final Set<String> fingerprints = new LinkedHashSet<>();

    /**
     * Reads an identity file: one a line, comments behind {@code #}. No message repeats what is in it.
     *
     * @throws IllegalArgumentException if it holds anything else, or nothing
     */
    public AgeIdentities add(String content) {
        if (content.startsWith(ArmorInput.BEGIN) || content.startsWith("age-encryption.org/")) {
            throw new IllegalArgumentException("it is protected by a passphrase: decrypt it with age -d first");
        }
        int before = readers.size();
        int number = 0;
        for (String line : content.split("\\R", -1)) {
            number++;
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                addLine(text, number);
            }
        }
        if (readers.size() == before) {
            throw new IllegalArgumentException("it holds no identity");
        }
        return this;
    }

    private void addLine(String text, int number) {
        try {
            if (text.startsWith(PostQuantumIdentity.PREFIX)) {
                PostQuantumIdentity identity = PostQuantumIdentity.parse(text);
                readers.add(identity);
                fingerprints.add(identity.recipient().fingerprint());
            } else {
                AgeRecipient recipient = AgeKeys.recipientOf(text);
                readers.add(X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(text));
                fingerprints.add(recipient.fingerprint());
            }
        } catch (GeneralSecurityException | RuntimeException e) {
            // The cause may hold the line.
            throw new IllegalArgumentException(
                    "line %d: not an identity, which begins with AGE-SECRET-KEY".formatted(number));
        }
    }

    @Override
    public Set<String> fingerprints() {
        return Set.copyOf(fingerprints);
    }

    @Override
    public InputStream open(InputStream in) throws IOException {
        InputStream binary = withoutArmor(new BufferedInputStream(in, BUFFER_BYTES));
        AgeHeader header = AgeHeader.read(binary);
        byte[] nonce = binary.readNBytes(AgeHeader.NONCE_BYTES);
        if (nonce.length < AgeHeader.NONCE_BYTES) {
            throw new UnsealException(Kind.CUT_SHORT, "it is cut short, behind its age header");
        }
        ByteBuffer start = ByteBuffer.allocate(header.bytes().length + nonce.length);
        start.put(header.bytes()).put(nonce).flip();
        return new AgeInput(binary, ChunkCipher.of(key(start).getEncoded()));
    }

    private static InputStream withoutArmor(BufferedInputStream in) throws IOException {
        byte[] begin = ArmorInput.BEGIN.getBytes(StandardCharsets.US_ASCII);
        in.mark(begin.length + 2);
        if (Arrays.equals(in.readNBytes(begin.length), begin)) {
            int next = in.read();
            if (next == '\n' || (next == '\r' && in.read() == '\n')) {
                return new ArmorInput(in);
            }
        }
        in.reset();
        return in;
    }

    /** The library's words tell a header that is not authentic from one that is somebody else's. */
    private CipherKey key(ByteBuffer start) throws IOException {
        try {
            return new StandardPayloadKeyReader().getPayloadKey(start, readers);
        } catch (GeneralSecurityException e) {
            boolean forged = Stream.concat(Stream.of(e), Stream.of(e.getSuppressed()))
                    .anyMatch(SignatureException.class::isInstance);
            throw forged
                    ? new UnsealException(Kind.HEADER_DAMAGED, "its age header is damaged")
                    : new UnsealException(Kind.NO_IDENTITY, "none of the identities opens it");
        }
    }
}
