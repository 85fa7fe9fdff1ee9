package io.etcdsnapshot.crypto.age;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.etcdsnapshot.crypto.AgeHeader;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts one message with a secret that only its recipient can find, too. Source: RFC 9180, SealBase and OpenBase
 * with MLKEM768-X25519, HKDF-SHA256 and ChaCha20Poly1305.
 */
final class Hpke {
    private static final byte[] SUITE = {'H', 'P', 'K', 'E', 0x64, 0x7a, 0, 1, 0, 3};
    private static final byte[] NONE = {};
    private static final int KEY_BYTES = 32;
    /** Means the same as an empty key, which Java refuses. */
    private static final byte[] NO_SALT = new byte[KEY_BYTES];

    private final ChunkCipher cipher;
    private final byte[] nonce;

    /** @param secret for this message alone, as its nonce is always the same */
    Hpke(byte[] secret, String info) {
        byte[] inBaseMode = {0};
        byte[] context = joined(
                inBaseMode,
                extracted(NO_SALT, "psk_id_hash", NONE),
                extracted(NO_SALT, "info_hash", info.getBytes(US_ASCII)));
        byte[] shared = extracted(secret, "secret", NONE);
        cipher = ChunkCipher.of(expanded(shared, "key", context, KEY_BYTES));
        nonce = expanded(shared, "base_nonce", context, ChunkCipher.NONCE_BYTES);
    }

    byte[] seal(byte[] message) {
        byte[] sealed = new byte[message.length + AgeHeader.TAG_BYTES];
        cipher.seal(nonce, message, message.length, sealed);
        return sealed;
    }

    /** Returns null where the secret is another one. */
    byte @Nullable [] open(byte[] sealed) {
        byte[] message = new byte[sealed.length - AgeHeader.TAG_BYTES];
        return cipher.open(nonce, sealed, sealed.length, message) ? message : null;
    }

    private static byte[] extracted(byte[] salt, String label, byte[] key) {
        return hmac(salt, labeled(label), key);
    }

    private static byte[] expanded(byte[] key, String label, byte[] context, int length) {
        byte[] size = {0, (byte) length};
        byte[] firstBlock = {1};
        return Arrays.copyOf(hmac(key, size, labeled(label), context, firstBlock), length);
    }

    private static byte[] labeled(String label) {
        return joined("HPKE-v1".getBytes(US_ASCII), SUITE, label.getBytes(US_ASCII));
    }

    private static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(joined(parts));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC", e);
        }
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
