package io.etcdsnapshot.kubernetes.encryption;

import io.etcdsnapshot.crypto.Poly1305;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SignatureException;
import java.util.Arrays;

/** NaCl's secretbox: nonce of 24 bytes, Poly1305 of 16, then the text in XSalsa20. Source: nacl.cr.yp.to/secretbox.html. */
final class Secretbox implements SealedValue {
    private static final int NONCE = 24;
    private static final int TAG = 16;
    private static final int ONE_TIME_KEY = 32;

    @Override
    public byte[] open(byte[] secret, byte[] sealed, byte[] etcdKey) throws GeneralSecurityException {
        byte[] stream = decrypt(secret, sealed);
        byte[] oneTimeKey = Arrays.copyOf(stream, ONE_TIME_KEY);
        byte[] expected = Poly1305.tag(oneTimeKey, sealed, NONCE + TAG);
        if (!MessageDigest.isEqual(expected, Arrays.copyOfRange(sealed, NONCE, NONCE + TAG))) {
            throw new SignatureException("the tag does not fit");
        }
        return Arrays.copyOfRange(stream, ONE_TIME_KEY, stream.length);
    }

    @Override
    public byte[] peek(byte[] secret, byte[] sealed) throws GeneralSecurityException {
        byte[] stream = decrypt(secret, sealed);
        return Arrays.copyOfRange(stream, ONE_TIME_KEY, stream.length);
    }

    /** Returns the key of the tag, which is the first part of the stream, and the text behind it. */
    private static byte[] decrypt(byte[] secret, byte[] sealed) throws SignatureException {
        if (sealed.length < NONCE + TAG) {
            throw new SignatureException("cut off");
        }
        int length = sealed.length - NONCE - TAG;
        byte[] stream = new byte[ONE_TIME_KEY + length];
        System.arraycopy(sealed, NONCE + TAG, stream, ONE_TIME_KEY, length);
        XSalsa20.xor(secret, Arrays.copyOf(sealed, NONCE), stream);
        return stream;
    }
}
