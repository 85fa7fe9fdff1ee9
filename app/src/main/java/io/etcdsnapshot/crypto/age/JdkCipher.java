package io.etcdsnapshot.crypto.age;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Encrypts as this Java does. */
final class JdkCipher implements ChunkCipher {
    private final SecretKeySpec key;

    JdkCipher(byte[] key) {
        this.key = new SecretKeySpec(key, "ChaCha20");
    }

    @Override
    public void seal(byte[] nonce, byte[] plain, int length, byte[] sealed) {
        try {
            started(Cipher.ENCRYPT_MODE, nonce).doFinal(plain, 0, length, sealed, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean open(byte[] nonce, byte[] sealed, int length, byte[] plain) {
        try {
            started(Cipher.DECRYPT_MODE, nonce).doFinal(sealed, 0, length, plain, 0);
            return true;
        } catch (AEADBadTagException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Cipher started(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(mode, key, new IvParameterSpec(nonce));
        return cipher;
    }
}
