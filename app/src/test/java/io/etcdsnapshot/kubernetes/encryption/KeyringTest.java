package io.etcdsnapshot.kubernetes.encryption;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.crypto.Poly1305;
import io.etcdsnapshot.kubernetes.encryption.DecryptionException.Reason;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyringTest {
    private static final byte[] KEY = "/registry/secrets/shop/x".getBytes(UTF_8);

    @Test
    void aValueThatIsNotEncryptedIsReturnedAsItIs() throws Exception {
        byte[] value = "{\"kind\":\"Pod\"}".getBytes(UTF_8);
        assertThat(Keyring.EMPTY.decrypt(KEY, value)).isSameAs(value);
    }

    @ParameterizedTest
    @CsvSource({
        "k8s:enc:kms:v1:vault:xyz, KMS, 'encrypted by KMS v1 provider \"vault\", which alone can decrypt it'",
        "k8s:enc:kms:v2:vault:xyz, KMS, 'encrypted by KMS v2 provider \"vault\", which alone can decrypt it'",
        "k8s:enc:rot13:v1:1:xyz, UNKNOWN_PROVIDER, encrypted by an unknown provider: rot13 v1",
        "k8s:enc:aescbc:v9:1:xyz, UNKNOWN_PROVIDER, encrypted by an unknown provider: aescbc v9",
        "k8s:enc:aescbc:v1:7:xyz, NO_KEY, no aescbc key \"7\" in the encryption configuration",
        "k8s:enc:aescbc, UNKNOWN_PROVIDER, 'encrypted by an unknown provider: aescbc '",
    })
    void whatCannotBeDecryptedSaysWhy(String value, Reason reason, String message) {
        try {
            Keyring.EMPTY.decrypt(KEY, value.getBytes(UTF_8));
            throw new AssertionError("decrypted");
        } catch (DecryptionException e) {
            assertThat(e.reason()).isEqualTo(reason);
            assertThat(e).hasMessage(message);
        }
    }

    /** The test vector of RFC 8439, section 2.5.2. */
    @Test
    void poly1305IsThatOfItsStandard() {
        byte[] key = HexFormat.of().parseHex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b");
        byte[] message = "Cryptographic Forum Research Group".getBytes(UTF_8);
        assertThat(HexFormat.of().formatHex(Poly1305.tag(key, message, 0)))
                .isEqualTo("a8061dc1305136c6c22b8baf0c0127a9");
    }
}
