package io.etcdsnapshot.crypto.age;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.framework.codec.CanonicalBase64;
import java.security.SecureRandom;
import java.util.List;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMGenerator;
import org.bouncycastle.pqc.crypto.xwing.XWingPublicKeyParameters;

/** Encrypts file keys by ML-KEM-768 and X25519 together. Source: C2SP's age.md, MLKEM768-X25519. */
final class PostQuantumRecipient implements RecipientStanzaWriter {
    static final String PREFIX = "age1pq";
    static final String STANZA = "mlkem768x25519";
    static final String INFO = "age-encryption.org/" + STANZA;

    private final XWingPublicKeyParameters key;

    /** @throws IllegalArgumentException if the text is no such recipient */
    PostQuantumRecipient(String text) {
        key = new XWingPublicKeyParameters(Bech32.decode(PREFIX, text));
    }

    @Override
    public List<RecipientStanza> getRecipientStanzas(FileKey fileKey) {
        SecretWithEncapsulation secret = new XWingKEMGenerator(new SecureRandom()).generateEncapsulated(key);
        return List.of(new Stanza(
                CanonicalBase64.getEncoder().encodeToString(secret.getEncapsulation()),
                new Hpke(secret.getSecret(), INFO).seal(fileKey.getEncoded())));
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Stanza(String encapsulation, byte[] body) implements RecipientStanza {
        @Override
        public String getType() {
            return STANZA;
        }

        @Override
        public List<String> getArguments() {
            return List.of(encapsulation);
        }

        @Override
        public byte[] getBody() {
            return body;
        }
    }
}
