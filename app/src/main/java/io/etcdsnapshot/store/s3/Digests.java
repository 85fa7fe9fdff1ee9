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

    /** Returns the ETag of an object that was sent in one request. */
    static String etag(byte[] bytes, int length) {
        return HexFormat.of().formatHex(md5(bytes, length));
    }

    /** Returns an ETag without the quotes that some servers give and others don't. */
    static String plain(String etag) {
        return etag.replace("\"", "");
    }

    private static MessageDigest startMd5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no MD5", e);
        }
    }

    /**
     * Returns the ETag of an object that was put together from parts: the MD5 of the parts' MD5s and their
     * number. Empty where the parts' ETags are not MD5s, as with some encryptions.
     */
    static String ofParts(List<String> etags) {
        MessageDigest digest = startMd5();
        for (String etag : etags) {
            if (!etag.matches("[0-9a-fA-F]{32}")) {
                return "";
            }
            digest.update(HexFormat.of().parseHex(etag));
        }
        return "%s-%d".formatted(HexFormat.of().formatHex(digest.digest()), etags.size());
    }
}
