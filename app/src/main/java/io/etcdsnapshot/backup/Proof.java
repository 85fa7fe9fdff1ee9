package io.etcdsnapshot.backup;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The hashes of files that arrived at a store, and how they were found.
 *
 * @param sha256ByFile lower-case hexadecimal, by file name, for every file that was asked for
 */
public record Proof(Evidence evidence, Map<String, String> sha256ByFile) {
    public Proof {
        sha256ByFile = Map.copyOf(sha256ByFile);
    }

    /** Returns the files that are not as expected, with the hash that was found instead, in the expected order. */
    public Map<String, String> differing(Map<String, String> expectedSha256ByFile) {
        Map<String, String> differing = new LinkedHashMap<>();
        expectedSha256ByFile.forEach((file, expected) -> {
            String found = sha256ByFile.getOrDefault(file, "none");
            if (!found.equals(expected)) {
                differing.put(file, found);
            }
        });
        return differing;
    }
}
