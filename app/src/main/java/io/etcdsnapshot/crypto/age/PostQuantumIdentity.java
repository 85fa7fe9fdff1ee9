package io.etcdsnapshot.crypto.age;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.UnsupportedRecipientStanzaException;
import com.exceptionfactory.jagged.framework.codec.CanonicalBase64;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Locale;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMExtractor;
import org.bouncycastle.pqc.crypto.xwing.XWingPrivateKeyParameters;
import org.jspecify.annotations.Nullable;

/** Decrypts file keys that were encrypted by ML-KEM-768 and X25519 together. */
final class PostQuantumIdentity implements RecipientStanzaReader {
    static final String PREFIX = "AGE-SECRET-KEY-PQ-";
    private static final int SEED_BYTES = 32;
    private static final int SEALED_KEY_BYTES = 32;

    private final XWingPrivateKeyParameters key;

    private PostQuantumIdentity(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("a seed of %d bytes".formatted(seed.length));
        }
        key = new XWingPrivateKeyParameters(seed);
    }

    static PostQuantumIdentity generate() {
        byte[] seed = new byte[SEED_BYTES];
        new SecureRandom().nextBytes(seed);
        return new PostQuantumIdentity(seed);
    }

    /** @throws IllegalArgumentException if the text is no such identity */
    static PostQuantumIdentity parse(String text) {
        PostQuantumIdentity identity =
                new PostQuantumIdentity(Bech32.decode(PREFIX.toLowerCase(Locale.ROOT), text.toLowerCase(Locale.ROOT)));
        if (!identity.text().equals(text)) {
            throw new IllegalArgumentException("lower and upper case are mixed");
        }
        return identity;
    }

    String text() {
        return Bech32.encode(PREFIX.toLowerCase(Locale.ROOT), key.getSeed()).toUpperCase(Locale.ROOT);
    }

    AgeRecipient recipient() {
        return new AgeRecipient(Bech32.encode(
                PostQuantumRecipient.PREFIX, key.getPublicKeyParameters().getEncoded()));
    }

    @Override
    public FileKey getFileKey(Iterable<RecipientStanza> stanzas) throws GeneralSecurityException {
        for (RecipientStanza stanza : stanzas) {
            byte[] fileKey = stanza.getType().equals(PostQuantumRecipient.STANZA) ? opened(stanza) : null;
            if (fileKey != null) {
                return new FileKey(fileKey);
            }
        }
        throw new UnsupportedRecipientStanzaException("no stanza is for this identity");
    }

    /** Tells a stanza for somebody else from one that is malformed no more than X25519's reader does. */
    private byte @Nullable [] opened(RecipientStanza stanza) {
        if (stanza.getArguments().size() != 1 || stanza.getBody().length != SEALED_KEY_BYTES) {
            return null;
        }
        try {
            byte[] encapsulation = CanonicalBase64.getDecoder()
                    .decode(stanza.getArguments().get(0).getBytes(US_ASCII));
            byte[] secret = new XWingKEMExtractor(key).extractSecret(encapsulation);
            return new Hpke(secret, PostQuantumRecipient.INFO).open(stanza.getBody());
        } catch (RuntimeException e) {
            return null;
        }
    }
}
