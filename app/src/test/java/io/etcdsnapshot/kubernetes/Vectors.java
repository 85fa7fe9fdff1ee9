package io.etcdsnapshot.kubernetes;

import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonParser;
import io.etcdsnapshot.testing.KubernetesSources;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Values that Kubernetes' own code made: see {@code app/src/test/go/vectors}. */
public final class Vectors {
    /** One of them; bytes are in Base64, as Go writes them. */
    public record Vector(JsonObject fields) {
        public byte[] bytes(String name) {
            return Base64.getDecoder().decode(text(name));
        }

        /** A text as bytes. */
        public byte[] utf8(String name) {
            return text(name).getBytes(StandardCharsets.UTF_8);
        }

        public String text(String name) {
            return fields.string(name).orElseThrow();
        }
    }

    private Vectors() {}

    public static List<Vector> of(String what, int count) throws Exception {
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
