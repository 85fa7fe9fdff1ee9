package io.etcdsnapshot.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.kubernetes.document.DocumentException;
import io.etcdsnapshot.kubernetes.document.JsonRenderer;
import io.etcdsnapshot.kubernetes.document.YamlRenderer;
import io.etcdsnapshot.kubernetes.encryption.DecryptionException;
import io.etcdsnapshot.kubernetes.encryption.EncryptionKey;
import io.etcdsnapshot.kubernetes.encryption.Keyring;
import io.etcdsnapshot.kubernetes.value.StoredValue;
import io.etcdsnapshot.testing.Mutator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Damages values as disks do: each decodes, or fails with the one exception for damage. */
@Timeout(120)
class MutatedValuesIT {
    private static final int ROUNDS = 13;
    private static final int BLOCK = 32;

    @Test
    void tenThousandDamagedValuesNeitherCrashNorHang() throws Exception {
        List<byte[]> values = new ArrayList<>();
        for (String what : List.of("kubernetes", "openshift", "cbor")) {
            Vectors.of(what, 5).forEach(vector -> values.add(vector.bytes("stored")));
        }
        Vectors.of("kubernetes", 5).forEach(vector -> values.add(vector.bytes("json")));
        Mutator mutator = new Mutator(1, BLOCK);
        int decoded = 0;
        int damaged = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (byte[] value : values) {
                try {
                    StoredValue.Decoded result = StoredValue.decode(mutator.mutate(value));
                    JsonRenderer.render(result.object());
                    YamlRenderer.render(result.object());
                    decoded++;
                } catch (DocumentException e) {
                    assertThat(e).hasMessageNotContainingAny("null", "java");
                    damaged++;
                }
            }
        }
        assertThat(decoded).isPositive();
        assertThat(damaged).isPositive();
        assertThat(decoded + damaged).isGreaterThan(10_000);
    }

    @Test
    void damagedCiphertextsAreToldAsSuch() throws Exception {
        Mutator mutator = new Mutator(2, BLOCK);
        for (Vectors.Vector vector : Vectors.of("encrypt", 100)) {
            Keyring keys = new Keyring(
                    List.of(new EncryptionKey(vector.text("provider"), vector.text("key"), vector.bytes("secret"))));
            for (int round = 0; round < 5; round++) {
                try {
                    StoredValue.decode(keys.decrypt(vector.utf8("etcdKey"), mutator.mutate(vector.bytes("stored"))));
                } catch (DecryptionException | DocumentException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            }
        }
    }

    @Test
    void nestingAndMassAreBounded() {
        assertDamaged("[".repeat(1_000_000));
        assertDamaged("{\"a\":".repeat(1_000_000));
        assertDamaged("{\"a\":[" + "0,".repeat(2_000_000) + "0]}");
        assertDamaged("\u00d9\u00d9\u00f7" + "\u0081".repeat(1_000_000));
        assertDamaged("\u00d9\u00d9\u00f7\u009b\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff");
        // A pod whose spec holds a million containers of no bytes.
        String pod = "\u0012" + varint(2_000_000) + "\u0012\u0000".repeat(1_000_000);
        String unknown = "\n\t\n\u0002v1\u0012\u0003Pod\u0012" + varint(pod.length()) + pod;
        assertDamaged("k8s\u0000" + unknown);
    }

    @Test
    void aMessageInVeryManyPartsIsMergedInOneGo() {
        String parts = "\u0012\u0004\u001a\u0002hi".repeat(150_000);
        String pod = "\n\t\n\u0002v1\u0012\u0003Pod\u0012" + varint(parts.length()) + parts;
        byte[] value = ("k8s\u0000" + pod).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(StoredValue.decode(value).object().string("spec", "restartPolicy"))
                .contains("hi");
    }

    private static String varint(int value) {
        StringBuilder out = new StringBuilder();
        int rest = value;
        for (; rest > 0x7f; rest >>>= 7) {
            out.append((char) (rest & 0x7f | 0x80));
        }
        return out.append((char) rest).toString();
    }

    private static void assertDamaged(String bytes) {
        try {
            StoredValue.decode(bytes.getBytes(StandardCharsets.ISO_8859_1));
            throw new AssertionError("decoded");
        } catch (DocumentException e) {
            assertThat(e).hasMessageMatching(".*(nests deeper|holds more|ends early).*");
        }
    }
}
