package io.etcdsnapshot.backup;

import io.etcdsnapshot.compression.Zstd;
import io.etcdsnapshot.crypto.AgeHeader;
import io.etcdsnapshot.crypto.Sealer;
import io.etcdsnapshot.crypto.Signer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How files are stored at a destination.
 *
 * @param sealer encrypts; null: what is encrypted at the source stays so, and what is plain stays plain
 * @param compress whether files are compressed, before they are encrypted
 * @param decrypt whether what is encrypted at the source is decrypted, where nobody is to be encrypted to
 * @param signer signs manifests; null: those that stay as they are keep their signatures
 */
public record StoredForm(@Nullable Sealer sealer, boolean compress, boolean decrypt, @Nullable Signer signer) {
    /** Plain sets stay plain, and encrypted ones encrypted. */
    public static final StoredForm AS_IT_IS = new StoredForm(null, false, false, null);

    private static final long HEADER_BYTES = 64 * 1024;

    /** Returns why a set can't be stored so, if it can't. */
    public Optional<String> obstacle(BackupSet set) {
        return staysAsItIs(set) || !set.isWrapped() || set.stored() != null
                ? Optional.empty()
                : Optional.of("%s is encrypted at the source, and no identity opens it".formatted(set.id()));
    }

    /** Returns the view of a set whose files are sent: as they are stored, or what they hold. */
    public BackupSet sent(BackupSet set) {
        return staysAsItIs(set) ? set.asStored() : set;
    }

    /** Returns whether what is stored at the source needs no change. */
    public boolean staysAsItIs(BackupSet set) {
        if (set.stored() != null && set.layout() != null) {
            return false;
        }
        Manifest stored = set.asStored().manifest();
        if (stored == null || !stored.isWrapped()) {
            return !wraps();
        }
        Set<String> recipients = stored.recipients();
        if (recipients.isEmpty()) {
            return sealer == null && compress;
        }
        return sealer == null ? !decrypt : sealer.fingerprints().equals(recipients);
    }

    /** Returns the form in which files of the view that is sent have to be brought. */
    public StoredForm ofSent(BackupSet sent) {
        return sent.isWrapped() && sent.stored() == null ? new StoredForm(null, false, false, signer) : this;
    }

    /** Returns whether files are stored otherwise than they are read. */
    public boolean wraps() {
        return sealer != null || compress;
    }

    /** Returns what is around the content of files in this form. */
    public Wrapping wrapping() {
        return Wrapping.of(compress, sealer != null);
    }

    /** Begins a file in this form; closing it ends the file. */
    public OutputStream wrap(OutputStream out) throws IOException {
        OutputStream sealed = sealer == null ? out : sealer.seal(out);
        return compress ? Zstd.compress(sealed) : sealed;
    }

    /** Returns the most bytes that a file can have in this form. */
    public long atMost(long plainSize) {
        long compressed = compress ? Zstd.atMost(plainSize) : plainSize;
        return sealer == null ? compressed : HEADER_BYTES + AgeHeader.sizeBehind(compressed);
    }

    /** Returns a plain file as it is in this form. */
    public SetFile stored(SetFile plain, long size, String sha256) {
        List<String> recipients =
                sealer == null ? null : sealer.fingerprints().stream().sorted().toList();
        return plain.stored(wrapping(), size, sha256, recipients);
    }

    /**
     * Returns the manifest of a set in this form.
     *
     * @param json the manifest of the plain set, as it is written
     * @param files those of the whole set, stored
     */
    public Manifest manifest(Manifest plain, String json, List<SetFile> files) {
        Manifest stored = plain.stored(files);
        return sealer == null ? stored : stored.sealedAs(sealer.sealText(json));
    }

    /**
     * Returns the small files of a set that is stored in this form, by name.
     *
     * @param json the manifest as it is written, to the byte
     * @param signature that the manifest has already, where this form does not sign it anew; or null
     */
    public Map<String, byte[]> companions(Manifest manifest, String json, @Nullable String signature) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        Map<String, byte[]> files = Companions.of(manifest, bytes, Manifest.FILE_NAME);
        String signed = signer == null ? signature : signer.sign(bytes);
        if (signed != null) {
            files.put(Companions.SIGNATURE, signed.getBytes(StandardCharsets.UTF_8));
        }
        return files;
    }
}
