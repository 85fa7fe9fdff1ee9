package io.etcdsnapshot.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.kubernetes.document.JsonParser;
import io.etcdsnapshot.kubernetes.document.YamlRenderer;
import io.etcdsnapshot.kubernetes.value.StoredValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Compares with what the serializers of Kubernetes and OpenShift make of random objects, empty fields among them. */
class RandomObjectsIT {
    @Test
    void everyKindOfOpenShiftTwoHundredTimes() throws Exception {
        assertThat(compare("openshift", 200)).hasSizeGreaterThan(30);
    }

    @Test
    void kindsOfKubernetesWithFieldsLeftEmpty() throws Exception {
        assertThat(compare("kubernetes", 50)).hasSizeGreaterThan(30);
    }

    @Test
    void cborOfCustomResourcesAndOfTypedOnes() throws Exception {
        assertThat(compare("cbor", 1000)).hasSizeGreaterThan(30);
    }

    @Test
    void yamlToTheByte() throws Exception {
        for (Vectors.Vector vector : Vectors.of("yaml", 3000)) {
            assertThat(YamlRenderer.render(JsonParser.parse(vector.bytes("json"))))
                    .isEqualTo(new String(vector.bytes("yaml"), UTF_8));
        }
    }

    private static Set<String> compare(String what, int count) throws Exception {
        Set<String> kinds = new HashSet<>();
        List<String> differences = new ArrayList<>();
        for (Vectors.Vector vector : Vectors.of(what, count)) {
            kinds.add(vector.text("kind"));
            StoredValue.Decoded decoded = StoredValue.decode(vector.bytes("stored"));
            differences.addAll(decoded.notes());
            Differences.between(JsonParser.parse(vector.bytes("json")), decoded.object())
                    .forEach(difference -> differences.add(vector.text("kind") + difference));
        }
        assertThat(differences.stream().limit(20)).isEmpty();
        System.out.printf("%s: %d kinds equal the serializers' JSON%n", what, kinds.size());
        return kinds;
    }
}
