package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.io.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds what one destination gets of a set.
 *
 * @param sidecars content of the small files beside those of the manifest, by name
 */
record Shipment(Manifest manifest, Map<String, byte[]> sidecars) {
    /**
     * @param manifest of what the destination gets
     * @param json the same as it is written there
     */
    static Shipment of(Manifest manifest, byte[] json) {
        Map<String, byte[]> sidecars = new LinkedHashMap<>();
        sidecars.put(Manifest.FILE_NAME, json);
        sidecars.put(Companions.CHECKSUMS, Companions.checksums(manifest, json).getBytes(StandardCharsets.UTF_8));
        return new Shipment(manifest, sidecars);
    }

    List<SetFile> files() {
        return manifest.filesHere();
    }

    long bytes() {
        return files().stream().mapToLong(SetFile::size).sum();
    }

    /** Returns what the destination must hold in the end, by file name. */
    Map<String, String> sha256ByFile() {
        Map<String, String> hashes = new LinkedHashMap<>();
        sidecars.forEach((name, bytes) -> hashes.put(name, Sha256.of(bytes)));
        files().forEach(file -> hashes.put(file.name(), String.valueOf(file.sha256())));
        return hashes;
    }
}
