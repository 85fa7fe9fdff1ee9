package io.etcdsnapshot.store.ssh;

import java.io.Serial;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyFactorySpi;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.util.Map;
import java.util.function.Supplier;
import org.bouncycastle.jcajce.provider.symmetric.OpenSSLPBKDF;
import org.bouncycastle.jcajce.provider.symmetric.Poly1305;

/**
 * Offers the algorithms of SSH that Java lacks. BouncyCastle's own provider has them among thousands and takes a quarter
 * of a second to load.
 */
final class ExtraAlgorithms extends Provider {
    @Serial
    private static final long serialVersionUID = 1;

    private ExtraAlgorithms() {
        super("etcd-snapshot", "1", "algorithms of SSH that Java lacks");
        offer("Cipher", "CHACHA", ChaChaCipher::new);
        offer("Mac", "POLY1305", Poly1305.Mac::new);
        offer("SecretKeyFactory", "PBKDF-OPENSSL", OpenSSLPBKDF.PBKDF::new);
        offer("KeyFactory", "ECDSA", EcdsaKeys::new);
    }

    /** Makes them known to Java, after its own; does nothing the second time. */
    static void register() {
        Security.addProvider(new ExtraAlgorithms());
    }

    private void offer(String type, String name, Supplier<Object> implementation) {
        putService(new Service(this, type, name, ExtraAlgorithms.class.getName(), null, Map.of()) {
            @Override
            public Object newInstance(Object parameter) {
                return implementation.get();
            }
        });
    }

    /** Makes keys of elliptic curves under the name that BouncyCastle and sshj have for them; for Java it is EC. */
    private static final class EcdsaKeys extends KeyFactorySpi {
        private final KeyFactory keys;

        EcdsaKeys() {
            try {
                keys = KeyFactory.getInstance("EC");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected PublicKey engineGeneratePublic(KeySpec spec) throws InvalidKeySpecException {
            return keys.generatePublic(spec);
        }

        @Override
        protected PrivateKey engineGeneratePrivate(KeySpec spec) throws InvalidKeySpecException {
            return keys.generatePrivate(spec);
        }

        @Override
        protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> spec) throws InvalidKeySpecException {
            return keys.getKeySpec(key, spec);
        }

        @Override
        protected Key engineTranslateKey(Key key) throws InvalidKeyException {
            return keys.translateKey(key);
        }
    }
}
