package io.etcdsnapshot.kubernetes;

import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonParser;
import io.etcdsnapshot.testing.KubernetesSources;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Values that Kubernetes' own code made: see {@code app/src/test/go/vectors}. */
final class Vectors {
    /** One of them; bytes are in Base64, as Go writes them. */
    record Vector(JsonObject fields) {
        byte[] bytes(String name) {
            return Base64.getDecoder().decode(text(name));
        }

        String text(String name) {
            return fields.string(name).orElseThrow();
        }
    }

    private Vectors() {}

    static List<Vector> of(String what, int count) throws Exception {
        Process process = new ProcessBuilder(KubernetesSources.vectors(), what, Integer.toString(count))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            List<Vector> vectors = lines.lines()
                    .map(line -> new Vector((JsonObject) JsonParser.parse(line.getBytes(StandardCharsets.UTF_8))))
                    .toList();
            if (process.waitFor() != 0) {
                throw new AssertionError("making vectors failed: " + what);
            }
            return vectors;
        }
    }
}
