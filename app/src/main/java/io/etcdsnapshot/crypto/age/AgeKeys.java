package io.etcdsnapshot.crypto.age;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.exceptionfactory.jagged.x25519.X25519KeyFactory;
import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.crypto.spec.SecretKeySpec;

/** Makes identities, and tells whose they are. */
public final class AgeKeys {
    private AgeKeys() {}

    /**
     * A new identity.
     *
     * @param fileContent what {@code age-keygen} would write
     */
    public record Generated(AgeRecipient recipient, String fileContent) {}

    /** Makes an identity that nobody has. */
    public static Generated generate(Instant now) {
        try {
            KeyPair pair = new X25519KeyPairGenerator().generateKeyPair();
            return generated(now, new AgeRecipient(text(pair.getPublic())), text(pair.getPrivate()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no X25519", e);
        }
    }

    /** Makes an identity that a quantum computer can't find, and that age knows from 1.3 on. */
    public static Generated generatePostQuantum(Instant now) {
        PostQuantumIdentity identity = PostQuantumIdentity.generate();
        return generated(now, identity.recipient(), identity.text());
    }

    private static Generated generated(Instant now, AgeRecipient recipient, String identity) {
        return new Generated(
                recipient,
                "# created: %s\n# public key: %s\n%s\n"
                        .formatted(now.truncatedTo(ChronoUnit.SECONDS), recipient, identity));
    }

    /** Returns who is encrypted to for this identity. */
    static AgeRecipient recipientOf(String identity) throws GeneralSecurityException {
        Key key = new X25519KeyFactory().translateKey(new SecretKeySpec(identity.getBytes(US_ASCII), "X25519"));
        return new AgeRecipient(text(key));
    }

    private static String text(Key key) {
        return new String(key.getEncoded(), US_ASCII).trim();
    }
}
