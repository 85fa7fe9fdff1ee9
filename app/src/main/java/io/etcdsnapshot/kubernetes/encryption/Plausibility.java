package io.etcdsnapshot.kubernetes.encryption;

import io.etcdsnapshot.kubernetes.document.DocumentException;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.value.Encoding;
import io.etcdsnapshot.kubernetes.value.StoredValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Tells a wrong key from damage: a wrong one leaves noise, half of whose bytes have the highest bit set; the right one
 * leaves an object, most of which is ASCII, around the damage.
 */
final class Plausibility {
    private static final double DEVIATIONS = 5;
    private static final byte[] PROTOBUF = {'k', '8', 's', 0};

    private Plausibility() {}

    static boolean isPlausible(byte[] text) {
        int magic = 0;
        for (int i = 0; i < Math.min(PROTOBUF.length, text.length); i++) {
            magic += text[i] == PROTOBUF[i] ? 1 : 0;
        }
        if (magic >= PROTOBUF.length - 1 || Encoding.of(text) == Encoding.CBOR) {
            return true;
        }
        int high = 0;
        for (byte b : text) {
            high += b < 0 ? 1 : 0;
        }
        return high < text.length / 2.0 - DEVIATIONS * Math.sqrt(text.length) / 2;
    }

    /** Returns whether the bytes are UTF-8, which noise is not. */
    static boolean isText(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** Returns the etcd key that an object would have by its own name, if it is not this one. */
    static Optional<String> ownKey(byte[] text, String etcdKey) {
        JsonObject metadata;
        try {
            metadata = StoredValue.decode(text).object().object("metadata");
        } catch (DocumentException notReadable) {
            return Optional.empty();
        }
        String[] segments = etcdKey.split("/", -1);
        int last = segments.length - 1;
        metadata.string("name").ifPresent(name -> segments[last] = name);
        if (last > 0) {
            metadata.string("namespace").ifPresent(namespace -> segments[last - 1] = namespace);
        }
        String own = String.join("/", segments);
        return own.equals(etcdKey) ? Optional.empty() : Optional.of(own);
    }
}
