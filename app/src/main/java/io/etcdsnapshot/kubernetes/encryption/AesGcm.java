package io.etcdsnapshot.kubernetes.encryption;

import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-GCM: nonce of 12 bytes, text, tag of 16; the etcd key is associated data. */
final class AesGcm implements SealedValue {
    private static final int NONCE = 12;
    private static final int TAG = 16;
    private static final int BLOCK = 16;

    @Override
    public byte[] open(byte[] secret, byte[] sealed, byte[] etcdKey) throws GeneralSecurityException {
        requireLength(sealed);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(secret, "AES"),
                new GCMParameterSpec(TAG * Byte.SIZE, sealed, 0, NONCE));
        cipher.updateAAD(etcdKey);
        return cipher.doFinal(sealed, NONCE, sealed.length - NONCE);
    }

    /** GCM encrypts in counter mode, from 2 on; 1 is for the tag. */
    @Override
    public byte[] peek(byte[] secret, byte[] sealed) throws GeneralSecurityException {
        requireLength(sealed);
        byte[] counter = Arrays.copyOf(Arrays.copyOf(sealed, NONCE), BLOCK);
        counter[BLOCK - 1] = 2;
        Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(secret, "AES"), new IvParameterSpec(counter));
        return cipher.doFinal(sealed, NONCE, sealed.length - NONCE - TAG);
    }

    private static void requireLength(byte[] sealed) throws SignatureException {
        if (sealed.length < NONCE + TAG) {
            throw new SignatureException("cut off");
        }
    }
}
