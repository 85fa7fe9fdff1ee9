package io.etcdsnapshot.backup;

import io.etcdsnapshot.stream.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The small files beside a set's two: its manifest, and the checksums that {@code sha256sum -c} takes. */
public final class Companions {
    public static final String CHECKSUMS = "SHA256SUMS";

    private Companions() {}

    /**
     * @param manifestJson the manifest as it is to be written
     * @return content by file name
     */
    public static Map<String, byte[]> of(Manifest manifest, String manifestJson) {
        byte[] json = (manifestJson + "\n").getBytes(StandardCharsets.UTF_8);
        StringBuilder checksums = new StringBuilder();
        manifest.files().forEach(file -> checksums.append("%s  %s\n".formatted(file.sha256(), file.name())));
        checksums.append("%s  %s\n".formatted(Sha256.of(json), Manifest.FILE_NAME));
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(Manifest.FILE_NAME, json);
        files.put(CHECKSUMS, checksums.toString().getBytes(StandardCharsets.UTF_8));
        return files;
    }
}
