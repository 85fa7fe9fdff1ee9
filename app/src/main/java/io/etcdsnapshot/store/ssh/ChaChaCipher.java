package io.etcdsnapshot.store.ssh;

import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.CipherSpi;
import javax.crypto.spec.IvParameterSpec;
import org.bouncycastle.crypto.engines.ChaChaEngine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts with ChaCha20 as OpenSSH means it, with a nonce of 8 bytes; Java's is that of RFC 8439 with 12. Only what sshj
 * asks of a cipher is here.
 */
final class ChaChaCipher extends CipherSpi {
    private final ChaChaEngine engine = new ChaChaEngine();

    @Override
    protected void engineInit(
            int mode, Key key, @Nullable AlgorithmParameterSpec parameters, @Nullable SecureRandom random)
            throws InvalidAlgorithmParameterException {
        if (!(parameters instanceof IvParameterSpec nonce)) {
            throw new InvalidAlgorithmParameterException("ChaCha20 needs a nonce");
        }
        engine.init(true, new ParametersWithIV(new KeyParameter(key.getEncoded()), nonce.getIV()));
    }

    @Override
    protected void engineInit(int mode, Key key, @Nullable SecureRandom random) throws InvalidKeyException {
        throw new InvalidKeyException("ChaCha20 needs a nonce");
    }

    @Override
    protected void engineInit(
            int mode, Key key, @Nullable AlgorithmParameters parameters, @Nullable SecureRandom random)
            throws InvalidKeyException {
        throw new InvalidKeyException("ChaCha20 needs a nonce");
    }

    @Override
    protected byte[] engineUpdate(byte[] input, int offset, int length) {
        byte[] output = new byte[length];
        engine.processBytes(input, offset, length, output, 0);
        return output;
    }

    @Override
    protected int engineUpdate(byte[] input, int offset, int length, byte[] output, int outputOffset) {
        return engine.processBytes(input, offset, length, output, outputOffset);
    }

    @Override
    protected byte[] engineDoFinal(byte @Nullable [] input, int offset, int length) {
        byte[] output = input == null ? new byte[0] : engineUpdate(input, offset, length);
        engine.reset();
        return output;
    }

    @Override
    protected int engineDoFinal(byte @Nullable [] input, int offset, int length, byte[] output, int outputOffset) {
        int written = input == null ? 0 : engineUpdate(input, offset, length, output, outputOffset);
        engine.reset();
        return written;
    }

    @Override
    protected int engineGetOutputSize(int length) {
        return length;
    }

    @Override
    protected int engineGetBlockSize() {
        return 0;
    }

    @Override
    protected byte @Nullable [] engineGetIV() {
        return null;
    }

    @Override
    protected @Nullable AlgorithmParameters engineGetParameters() {
        return null;
    }

    @Override
    protected void engineSetMode(String mode) {
        // it has one
    }

    @Override
    protected void engineSetPadding(String padding) {
        // it needs none
    }
}
