package io.etcdsnapshot.kubernetes.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.kubernetes.Vectors;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Compares with the parser of k8s.io/apimachinery. */
class LabelSelectorIT {
    @Test
    void selectorsMatchAndFailAsKubernetesOwn() throws Exception {
        assertThat(Vectors.of("selectors", 5000)).allSatisfy(vector -> {
            JsonObject object = JsonObject.EMPTY.with(
                    "metadata",
                    new JsonObject(
                            Map.of("labels", vector.fields().get("labels").orElseThrow())));
            assertThat(match(vector.text("selector"), object))
                    .as(vector.text("selector"))
                    .isEqualTo(vector.text("matches"));
        });
    }

    private static String match(String selector, JsonObject object) {
        try {
            return LabelSelector.parse(selector).selects(object) ? "yes" : "no";
        } catch (IllegalArgumentException e) {
            return "invalid";
        }
    }
}
