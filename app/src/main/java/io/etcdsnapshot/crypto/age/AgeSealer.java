package io.etcdsnapshot.crypto.age;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.framework.crypto.CipherKey;
import com.exceptionfactory.jagged.framework.format.StandardPayloadKeyWriter;
import io.etcdsnapshot.crypto.Sealer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Encrypts as {@code age -r} does. */
public final class AgeSealer implements Sealer {
    private static final int MAX_HEADER_BYTES = 60 * 1024;
    /** A header holds no more of them, but six hundred others. */
    private static final int MAX_POST_QUANTUM = 39;

    private final List<RecipientStanzaWriter> writers = new ArrayList<>();
    private final Set<String> fingerprints = new LinkedHashSet<>();

    /**
     * @param recipients at least one
     * @throws IllegalArgumentException if post-quantum ones are mixed with others, or too many
     */
    public AgeSealer(Collection<AgeRecipient> recipients) {
        if (recipients.stream().map(AgeRecipient::isPostQuantum).distinct().count() > 1) {
            throw new IllegalArgumentException("post-quantum recipients (age1pq1…) can't be mixed with others,"
                    + " whose identities a quantum computer could find");
        }
        for (AgeRecipient recipient : new LinkedHashSet<>(recipients)) {
            writers.add(recipient.writer());
            fingerprints.add(recipient.fingerprint());
        }
        if (writers.size() > MAX_POST_QUANTUM && writers.get(0) instanceof PostQuantumRecipient) {
            throw new IllegalArgumentException("%d post-quantum recipients are too many: a file holds %d"
                    .formatted(writers.size(), MAX_POST_QUANTUM));
        }
    }

    @Override
    public Set<String> fingerprints() {
        return Set.copyOf(fingerprints);
    }

    @Override
    public OutputStream seal(OutputStream out) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(MAX_HEADER_BYTES);
        try {
            CipherKey key = new StandardPayloadKeyWriter().writeFileHeader(header, writers);
            out.write(header.array(), 0, header.position());
            return new AgeOutput(out, ChunkCipher.of(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java can't encrypt as age does", e);
        }
    }

    @Override
    public String sealText(String text) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (OutputStream out = seal(file)) {
            out.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String lines = Base64.getMimeEncoder(ArmorInput.LINE, new byte[] {'\n'}).encodeToString(file.toByteArray());
        return ArmorInput.BEGIN + "\n" + lines + "\n" + ArmorInput.END + "\n";
    }
}
