package io.etcdsnapshot.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.kubernetes.encryption.DecryptionException;
import io.etcdsnapshot.kubernetes.encryption.DecryptionException.Reason;
import io.etcdsnapshot.kubernetes.encryption.EncryptionKey;
import io.etcdsnapshot.kubernetes.encryption.Keyring;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Opens what Kubernetes' own transformers encrypted: three providers, three keys each. */
class EncryptionIT {
    private static final int EACH = 300;
    private static final int TELLING = 200;
    private static final Map<String, Integer> NONCES = Map.of("aescbc", 16, "aesgcm", 12, "secretbox", 24);

    private static List<Vectors.Vector> vectors = List.of();

    private final Random random = new Random(1);

    @BeforeAll
    static void encrypt() throws Exception {
        vectors = Vectors.of("encrypt", EACH);
        assertThat(vectors).hasSize(9 * EACH);
    }

    @Test
    void everyValueOpensWithTheKeyOfItsName() throws Exception {
        Keyring keys = new Keyring(vectors.stream().map(EncryptionIT::key).toList());
        for (Vectors.Vector vector : vectors) {
            assertThat(keys.decrypt(etcdKey(vector), vector.bytes("stored"))).isEqualTo(vector.bytes("plain"));
        }
    }

    @Test
    void theRightOneOfTwoKeysOfTheSameNameIsFound() throws Exception {
        for (Vectors.Vector vector : vectors) {
            Keyring keys = new Keyring(List.of(other(vector), key(vector)));
            assertThat(keys.decrypt(etcdKey(vector), vector.bytes("stored"))).isEqualTo(vector.bytes("plain"));
        }
    }

    @Test
    void aWrongKeyIsCalledWrong() {
        assertThat(vectors).allSatisfy(vector -> assertThat(
                        reason(new Keyring(List.of(other(vector))), vector, vector.bytes("stored")))
                .isEqualTo(Reason.WRONG_KEY));
    }

    @Test
    void aKeyThatIsMissingIsNamed() {
        assertThat(vectors).allSatisfy(vector -> assertThat(reason(Keyring.EMPTY, vector, vector.bytes("stored")))
                .isEqualTo(Reason.NO_KEY));
    }

    @Test
    void aFlippedByteIsDamageAndTheKeyIsNotBlamed() {
        int checked = 0;
        for (Vectors.Vector vector : vectors) {
            boolean authenticated = !vector.text("provider").equals("aescbc");
            if (!authenticated && vector.bytes("plain").length < TELLING) {
                continue; // with one or two of its few blocks turned to noise, nothing is left to recognize
            }
            byte[] stored = vector.bytes("stored");
            int text = payloadAt(vector) + NONCES.get(vector.text("provider"));
            stored[text + random.nextInt(stored.length - text)] ^= (byte) (1 << random.nextInt(8));
            Reason reason = reason(new Keyring(List.of(key(vector))), vector, stored);
            if (authenticated) {
                assertThat(reason).isEqualTo(Reason.DAMAGED);
            } else {
                // A block of noise in the middle is left for the decoder to find.
                assertThat(reason).isIn(null, Reason.DAMAGED);
            }
            checked++;
        }
        assertThat(checked).isGreaterThan(7 * EACH);
    }

    @Test
    void aValueCutOffIsDamage() {
        assertThat(vectors).allSatisfy(vector -> {
            byte[] cut = Arrays.copyOf(vector.bytes("stored"), payloadAt(vector) + 11);
            assertThat(reason(new Keyring(List.of(key(vector))), vector, cut)).isEqualTo(Reason.DAMAGED);
        });
    }

    @Test
    void aValueMovedToAnotherKeyNamesTheKeyItBelongsTo() {
        Stream<Vectors.Vector> bound =
                vectors.stream().filter(vector -> vector.text("provider").equals("aesgcm"));
        assertThat(bound).allSatisfy(vector -> {
            Keyring keys = new Keyring(List.of(key(vector)));
            assertThat(failure(keys, "/kubernetes.io/secrets/elsewhere/x".getBytes(UTF_8), vector.bytes("stored")))
                    .hasMessage("the value was written under another key: " + vector.text("etcdKey"))
                    .extracting(DecryptionException::reason)
                    .isEqualTo(Reason.MOVED);
        });
    }

    private static int payloadAt(Vectors.Vector vector) {
        return ("k8s:enc:" + vector.text("provider") + ":v1:" + vector.text("key") + ":").length();
    }

    private static EncryptionKey key(Vectors.Vector vector) {
        return new EncryptionKey(vector.text("provider"), vector.text("key"), vector.bytes("secret"));
    }

    private EncryptionKey other(Vectors.Vector vector) {
        byte[] secret = vector.bytes("secret");
        random.nextBytes(secret);
        return new EncryptionKey(vector.text("provider"), vector.text("key"), secret);
    }

    private static byte[] etcdKey(Vectors.Vector vector) {
        return vector.text("etcdKey").getBytes(UTF_8);
    }

    private static Reason reason(Keyring keys, Vectors.Vector vector, byte[] stored) {
        DecryptionException failure = failure(keys, etcdKey(vector), stored);
        return failure == null ? null : failure.reason();
    }

    private static DecryptionException failure(Keyring keys, byte[] etcdKey, byte[] stored) {
        try {
            keys.decrypt(etcdKey, stored);
            return null;
        } catch (DecryptionException e) {
            return e;
        }
    }
}
