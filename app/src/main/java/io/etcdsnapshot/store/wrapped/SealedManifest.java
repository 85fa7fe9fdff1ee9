package io.etcdsnapshot.store.wrapped;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.crypto.UnsealException;
import io.etcdsnapshot.crypto.Unsealer;
import io.etcdsnapshot.failure.Damaged;
import io.etcdsnapshot.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Opens the manifest of a plain set that an encrypted set's manifest carries. */
final class SealedManifest {
    private SealedManifest() {}

    /** @throws UnsealException if none of the identities opens it, or it is damaged */
    static String open(Manifest outer, Unsealer identities) throws UnsealException {
        byte[] armored = String.valueOf(outer.sealed()).getBytes(UTF_8);
        try (InputStream in = identities.open(new ByteArrayInputStream(armored))) {
            return new String(in.readAllBytes(), UTF_8).stripTrailing();
        } catch (UnsealException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the manifest of the same part of the set: where a whole encrypted set was split, each half carries that of the
     * whole.
     *
     * @throws Damaged if it is not the manifest of the same files: somebody put the two together
     */
    static Manifest parse(Manifest outer, String text) throws Damaged {
        Manifest plain;
        try {
            plain = Json.readManifest(text);
        } catch (IllegalArgumentException e) {
            throw new Damaged("cannot parse its sealed manifest: " + e.getMessage());
        }
        boolean covers = plain.content() == outer.content() || plain.content() == Content.ALL;
        if (plain.isWrapped() || !covers || !plain.isOfSameSet(outer)) {
            throw new Damaged("its sealed manifest is that of another set");
        }
        return plain.of(outer.content());
    }
}
