package io.etcdsnapshot.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What values with one label have in common, and the newest of them. */
final class EncryptedGroup {
    private static final int MAX_KEPT_BYTES = 64 * 1024;
    private static final byte[] NONE = {};
    /** Could be a resource, or the group of one. */
    private static final Pattern DOT_IN_LAST_OF_TWO = Pattern.compile("/[^/]*/[^/]*\\.[^/]*");

    private final int label;
    private final @Nullable EncryptedUse use;
    private final boolean serverKeys;
    /** What keys and values begin with; empty where that does not tell for sure. */
    private final byte[] keyStart;

    private final byte[] valueStart;
    private byte[] newest = new byte[0];
    private int newestKeyBytes;
    private int newestBytes;
    private long modRevision = -1;

    EncryptedGroup(int label, @Nullable EncryptedUse use, boolean serverKeys) {
        this.label = label;
        this.use = use;
        this.serverKeys = serverKeys;
        boolean tells = use != null
                && !serverKeys
                && !DOT_IN_LAST_OF_TWO.matcher(use.resource()).matches();
        keyStart = use != null && tells ? (use.resource() + "/").getBytes(ISO_8859_1) : NONE;
        valueStart = use != null && tells ? use.prefix().getBytes(ISO_8859_1) : NONE;
    }

    int label() {
        return label;
    }

    /** Null for the keys of further API servers that are not encrypted themselves. */
    @Nullable
    EncryptedUse use() {
        return use;
    }

    boolean serverKeys() {
        return serverKeys;
    }

    boolean has(byte[] bytes, int keyAt, int keyBytes, int valueAt, int valueBytes) {
        return keyStart.length > 0
                && EncryptedValues.startsWith(bytes, keyAt, keyBytes, keyStart)
                && EncryptedValues.startsWith(bytes, valueAt, valueBytes, valueStart);
    }

    /** Values come by the ten thousand: each takes the place of the one before. */
    void keep(byte[] bytes, int keyAt, int keyBytes, int valueAt, int valueBytes, long revision) {
        if (revision <= modRevision || valueBytes > MAX_KEPT_BYTES) {
            return;
        }
        modRevision = revision;
        newestKeyBytes = keyBytes;
        newestBytes = keyBytes + valueBytes;
        if (newest.length < newestBytes) {
            newest = new byte[newestBytes * 2];
        }
        System.arraycopy(bytes, keyAt, newest, 0, keyBytes);
        System.arraycopy(bytes, valueAt, newest, keyBytes, valueBytes);
    }

    /** Returns the newest value that was not too large to be kept; null if there is none. */
    @Nullable
    StoredValue newest() {
        return modRevision < 0
                ? null
                : new StoredValue(
                        Arrays.copyOf(newest, newestKeyBytes), Arrays.copyOfRange(newest, newestKeyBytes, newestBytes));
    }
}
