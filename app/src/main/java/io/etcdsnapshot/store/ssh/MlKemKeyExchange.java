package io.etcdsnapshot.store.ssh;

import com.hierynomus.sshj.userauth.certificate.Certificate;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.common.SSHRuntimeException;
import net.schmizz.sshj.signature.Signature;
import net.schmizz.sshj.transport.Transport;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.transport.digest.SHA256;
import net.schmizz.sshj.transport.kex.KeyExchange;
import net.schmizz.sshj.transport.kex.KeyExchangeBase;
import org.bouncycastle.crypto.generators.MLKEMKeyPairGenerator;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.params.MLKEMKeyGenerationParameters;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.bouncycastle.util.Arrays;

/**
 * Agrees on the keys of a connection by ML-KEM-768 and X25519 together, as draft-ietf-sshm-mlkem-hybrid-kex describes
 * and OpenSSH from 9.9 on prefers: whoever recorded the connection has to break both.
 */
final class MlKemKeyExchange extends KeyExchangeBase {
    private static final int CIPHERTEXT = MLKEMParameters.ml_kem_768.getEncapsulationLength();

    private final MLKEMExtractor kem;
    private final X25519PrivateKeyParameters curve;
    private final byte[] sent;
    private BigInteger secret = BigInteger.ZERO;

    private MlKemKeyExchange(SecureRandom random) {
        super(new SHA256());
        MLKEMKeyPairGenerator generator = new MLKEMKeyPairGenerator();
        generator.init(new MLKEMKeyGenerationParameters(random, MLKEMParameters.ml_kem_768));
        var kemKeys = generator.generateKeyPair();
        kem = new MLKEMExtractor((MLKEMPrivateKeyParameters) kemKeys.getPrivate());
        curve = new X25519PrivateKeyParameters(random);
        sent = Arrays.concatenate(
                ((MLKEMPublicKeyParameters) kemKeys.getPublic()).getEncoded(),
                curve.generatePublicKey().getEncoded());
    }

    /** Offers this key exchange to a host; nothing more of it is loaded before the host agrees. */
    static final class Offer implements Factory.Named<KeyExchange> {
        @Override
        public String getName() {
            return "mlkem768x25519-sha256";
        }

        @Override
        public KeyExchange create() {
            return new MlKemKeyExchange(new SecureRandom());
        }
    }

    @Override
    public void init(Transport transport, String serverId, String clientId, byte[] serverInit, byte[] clientInit)
            throws GeneralSecurityException, TransportException {
        super.init(transport, serverId, clientId, serverInit, clientInit);
        digest.init();
        transport.write(new SSHPacket(Message.KEXDH_INIT).putBytes(sent));
    }

    @Override
    public boolean next(Message message, SSHPacket reply) throws TransportException {
        require(message == Message.KEXDH_31, "the host sent " + message);
        try {
            byte[] encodedHostKey = reply.readBytes();
            byte[] received = reply.readBytes();
            hostKey = new Buffer.PlainBuffer(encodedHostKey).readPublicKey();
            secret = agree(received);
            H = hash(initializedBuffer()
                    .putBytes(encodedHostKey)
                    .putBytes(sent)
                    .putBytes(received)
                    .putMPInt(secret)
                    .getCompactData());
            verifyHost(encodedHostKey, reply.readBytes());
        } catch (Buffer.BufferException | SSHRuntimeException | IllegalStateException e) {
            throw new TransportException(DisconnectReason.KEY_EXCHANGE_FAILED, e);
        }
        return true;
    }

    private BigInteger agree(byte[] received) throws TransportException {
        boolean fits = received.length == CIPHERTEXT + X25519PublicKeyParameters.KEY_SIZE;
        require(fits, "the host sent a share of %d bytes".formatted(received.length));
        byte[] kemSecret = kem.extractSecret(Arrays.copyOf(received, CIPHERTEXT));
        byte[] curveSecret = new byte[X25519PrivateKeyParameters.SECRET_SIZE];
        curve.generateSecret(new X25519PublicKeyParameters(received, CIPHERTEXT), curveSecret, 0);
        return new Secret(hash(Arrays.concatenate(kemSecret, curveSecret)));
    }

    private byte[] hash(byte[] bytes) {
        digest.update(bytes, 0, bytes.length);
        return digest.digest();
    }

    private void verifyHost(byte[] encodedHostKey, byte[] signature) throws TransportException, Buffer.BufferException {
        Certificate<?> certificate = hostKey instanceof Certificate<?> its ? its : null;
        Signature verifying = trans.getHostKeyAlgorithm().newSignature();
        verifying.initVerify(certificate == null ? hostKey : certificate.getKey());
        verifying.update(H, 0, H.length);
        require(verifying.verify(signature), "the host's signature is wrong");
        if (certificate != null && trans.getConfig().isVerifyHostKeyCertificates()) {
            String wrong = KeyType.CertUtils.verifyHostCertificate(encodedHostKey, certificate, trans.getRemoteHost());
            require(wrong == null, "the host's certificate is not valid: " + wrong);
        }
    }

    @Override
    public BigInteger getK() {
        return secret;
    }

    private static void require(boolean holds, String otherwise) throws TransportException {
        if (!holds) {
            throw new TransportException(DisconnectReason.KEY_EXCHANGE_FAILED, "the key exchange failed: " + otherwise);
        }
    }

    /** Has sshj write a secret's 32 bytes as they are, and not in the form of a number. */
    static final class Secret extends BigInteger {
        private final transient byte[] bytes;

        Secret(byte[] bytes) {
            super(1, bytes);
            this.bytes = bytes;
        }

        @Override
        public byte[] toByteArray() {
            return bytes.clone();
        }
    }
}
