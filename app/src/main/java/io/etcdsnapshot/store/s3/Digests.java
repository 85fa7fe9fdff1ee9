package io.etcdsnapshot.store.s3;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Computes what servers call ETags. */
final class Digests {
    private Digests() {}

    static byte[] md5(byte[] bytes, int length) {
        MessageDigest digest = startMd5();
        digest.update(bytes, 0, length);
        return digest.digest();
    }

    private static MessageDigest startMd5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no MD5", e);
        }
    }

    /**
     * Returns the ETag of an object that was put together from parts, in quotes: the MD5 of the parts' MD5s and their
     * number. Empty where the parts' ETags are not MD5s, as with some encryptions.
     */
    static String ofParts(List<String> etags) {
        MessageDigest digest = startMd5();
        for (String etag : etags) {
            String hex = etag.replace("\"", "");
            if (!hex.matches("[0-9a-fA-F]{32}")) {
                return "";
            }
            digest.update(HexFormat.of().parseHex(hex));
        }
        return "\"%s-%d\"".formatted(HexFormat.of().formatHex(digest.digest()), etags.size());
    }
}
