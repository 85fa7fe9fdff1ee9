package io.etcdsnapshot.kubernetes.encryption;

import io.etcdsnapshot.kubernetes.value.Encoding;
import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-CBC with PKCS#7: IV of 16 bytes, then the text. Nothing authenticates it, and a wrong key leaves a fitting padding
 * once in 256 times: the text must begin as a stored value does, too.
 */
final class AesCbc implements SealedValue {
    private static final int BLOCK = 16;

    @Override
    public byte[] open(byte[] secret, byte[] sealed, byte[] etcdKey) throws GeneralSecurityException {
        byte[] padded = peek(secret, sealed);
        int padding = padding(padded);
        byte[] text = Arrays.copyOf(padded, padded.length - padding);
        if (padding == 0 || !beginsAsStored(text)) {
            throw new SignatureException("neither padding nor envelope");
        }
        return text;
    }

    private static boolean beginsAsStored(byte[] text) {
        return switch (Encoding.of(text)) {
            case PROTOBUF, CBOR -> true;
            case JSON -> Plausibility.isText(text); // a wrong key leaves a brace once in 256 times
            case ENCRYPTED, OTHER -> false;
        };
    }

    @Override
    public byte[] peek(byte[] secret, byte[] sealed) throws GeneralSecurityException {
        if (sealed.length < 2 * BLOCK || sealed.length % BLOCK != 0) {
            throw new SignatureException("cut off");
        }
        Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(secret, "AES"), new IvParameterSpec(sealed, 0, BLOCK));
        return cipher.doFinal(sealed, BLOCK, sealed.length - BLOCK);
    }

    /** A wrong key leaves a padding of one byte once in 256 times, and a longer one hardly ever. */
    @Override
    public boolean showsRightKey(byte[] peeked) {
        return padding(peeked) > 1 || Plausibility.isPlausible(peeked);
    }

    /** Returns how many bytes of padding there are, 0 if it is none. */
    private static int padding(byte[] padded) {
        int length = padded[padded.length - 1];
        if (length < 1 || length > BLOCK) {
            return 0;
        }
        for (int i = padded.length - length; i < padded.length; i++) {
            if (padded[i] != length) {
                return 0;
            }
        }
        return length;
    }
}
