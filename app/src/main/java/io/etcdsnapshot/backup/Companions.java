package io.etcdsnapshot.backup;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The small files beside those of a set: its manifest, and the checksums that {@code sha256sum -c} takes. */
public final class Companions {
    public static final String CHECKSUMS = "SHA256SUMS";
    /** Of the manifest; where sets are signed. */
    public static final String SIGNATURE = Manifest.FILE_NAME + ".sig";

    /** Of a manifest, and of checksums: far more than any has. */
    public static final int MOST_BYTES = 1024 * 1024;

    private static final String MANIFEST_OF = "manifest_";
    private static final String JSON = ".json";

    private static final int MOST_SIGNATURE_BYTES = 64 * 1024;

    private Companions() {}

    /** Returns the name that one of the small files has where several sets lie in one directory. */
    static String beside(String snapshot, String file) {
        return file.equals(CHECKSUMS) ? CHECKSUMS + "_" + snapshot : MANIFEST_OF + snapshot + JSON;
    }

    /** Returns whether a file is the manifest of a set, in a directory of its own or of several. */
    public static boolean isManifest(String name) {
        return name.equals(Manifest.FILE_NAME) || (name.startsWith(MANIFEST_OF) && name.endsWith(JSON));
    }

    /** Returns one of the small files of a set; null if there is none. */
    public static byte @Nullable [] read(SetVerifier.Opener opener, String file) throws Unreadable {
        try (InputStream in = opener.open(file)) {
            return in.readNBytes(file.equals(SIGNATURE) ? MOST_SIGNATURE_BYTES : MOST_BYTES);
        } catch (IOException e) {
            if (Unreadable.isMissing(e)) {
                return null;
            }
            throw Unreadable.of(file, e);
        }
    }

    /**
     * @param manifestJson the manifest as it is to be written
     * @return content by file name
     */
    public static Map<String, byte[]> of(Manifest manifest, String manifestJson) {
        return of(manifest, manifestJson, Manifest.FILE_NAME);
    }

    /**
     * @param manifestName under which the manifest will lie
     * @return content by file name
     */
    public static Map<String, byte[]> of(Manifest manifest, String manifestJson, String manifestName) {
        return of(manifest, (manifestJson + "\n").getBytes(StandardCharsets.UTF_8), manifestName);
    }

    /** @param json the manifest as it is written, to the byte */
    static Map<String, byte[]> of(Manifest manifest, byte[] json, String manifestName) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(Manifest.FILE_NAME, json);
        files.put(CHECKSUMS, checksums(manifest, json, manifestName).getBytes(StandardCharsets.UTF_8));
        return files;
    }

    /** Returns whether checksums beside an adopted set were written with its manifest, and not by the tool that left it. */
    public static boolean areOurs(byte[] checksums, BackupSet set, byte[] manifest) {
        return ChecksumList.parse(checksums)
                .hashOf(set.nameOf(Manifest.FILE_NAME))
                .filter(Sha256.of(manifest)::equals)
                .isPresent();
    }

    /** Returns why an adopted set is not removed that another tool wrote again, under the same name. */
    public static Failure writtenSince(BackupSet set, String file) {
        return Failure.failed("%s was written again after it was adopted: remove %s, and adopt it anew"
                .formatted(file, set.nameOf(Manifest.FILE_NAME)));
    }

    /** Returns a line for each file that lies beside the manifest, and one for the manifest as it is written. */
    private static String checksums(Manifest manifest, byte[] manifestJson, String manifestName) {
        StringBuilder lines = new StringBuilder();
        manifest.filesHere().forEach(file -> lines.append(ChecksumList.line(file.sha256(), file.name())));
        return lines.append(ChecksumList.line(Sha256.of(manifestJson), manifestName))
                .toString();
    }
}
