package io.etcdsnapshot.crypto.age;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import io.etcdsnapshot.io.Sha256;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/**
 * Somebody that can be encrypted to.
 *
 * @param text such as {@code age1…}
 */
public record AgeRecipient(String text) {
    /** A post-quantum recipient has 1959 characters, any other 62. */
    private static final int SHOWN = 70;

    public AgeRecipient {
        if (text.startsWith("ssh-")) {
            throw new IllegalArgumentException("'%s' is an SSH key: a recipient begins with age1".formatted(text));
        } else if (text.startsWith("AGE-SECRET-KEY-")) {
            throw new IllegalArgumentException("this is an identity, which stays secret: give the recipient, age1…");
        } else if (!text.startsWith("age1")) {
            throw new IllegalArgumentException("'%s' is not a recipient, such as age1…".formatted(text));
        }
        writer(text);
    }

    /**
     * Reads a recipients file as {@code age -R} does: one a line, comments behind {@code #}.
     *
     * @throws IllegalArgumentException if a line is none, with its number
     */
    public static List<AgeRecipient> readAll(String content) {
        List<AgeRecipient> recipients = new ArrayList<>();
        int number = 0;
        for (String line : content.split("\\R", -1)) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                try {
                    recipients.add(new AgeRecipient(line.strip()));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("line %d: %s".formatted(number, e.getMessage()), e);
                }
            }
        }
        return recipients;
    }

    String fingerprint() {
        return Sha256.of(text.getBytes(US_ASCII));
    }

    boolean isPostQuantum() {
        return isPostQuantum(text);
    }

    private static boolean isPostQuantum(String text) {
        return text.startsWith(PostQuantumRecipient.PREFIX + "1");
    }

    RecipientStanzaWriter writer() {
        return writer(text);
    }

    private static RecipientStanzaWriter writer(String text) {
        try {
            return isPostQuantum(text)
                    ? new PostQuantumRecipient(text)
                    : X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(text);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "'%s' is not a recipient: mistyped or cut short".formatted(start(text)), e);
        }
    }

    private static String start(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }

    @Override
    public String toString() {
        return text;
    }
}
