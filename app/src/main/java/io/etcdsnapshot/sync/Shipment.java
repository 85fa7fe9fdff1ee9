package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.StoredForm;
import io.etcdsnapshot.io.Sha256;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds what one destination gets of a set.
 *
 * @param manifest of the files as they are read
 * @param json the same as it is written
 * @param isSigned whether the set is signed where it lies
 * @param signature that of {@code json}; null if it is not signed, or is not the manifest that is
 * @param form in which they are stored
 * @param write makes the JSON of a manifest
 */
record Shipment(
        Manifest manifest,
        String json,
        boolean isSigned,
        @Nullable String signature,
        StoredForm form,
        Function<Manifest, String> write) {
    /** Returns the same in another form. */
    Shipment in(StoredForm form) {
        return new Shipment(manifest, json, isSigned, signature, form, write);
    }

    /** Returns whether a signed set would lie there without a signature. */
    boolean losesSignature() {
        return isSigned && form.signer() == null && (signature == null || form.wraps());
    }

    /** Returns the files as they are read. */
    List<SetFile> files() {
        return manifest.filesHere();
    }

    long bytes() {
        return files().stream().mapToLong(file -> form.atMost(file.size())).sum();
    }

    /**
     * Returns the small files that are stored beside the others, by name; a manifest that stays as it is stays so byte for
     * byte.
     *
     * @param stored the files as they are stored
     */
    Map<String, byte[]> sidecars(List<SetFile> stored) {
        if (!form.wraps()) {
            return form.companions(manifest, json, signature);
        }
        Map<FileRole, SetFile> here = stored.stream().collect(Collectors.toMap(SetFile::role, file -> file));
        List<SetFile> all = manifest.files().stream()
                .map(file -> here.getOrDefault(file.role(), file))
                .toList();
        Manifest wrapped = form.manifest(manifest, json, all);
        return form.companions(wrapped, write.apply(wrapped) + "\n", null);
    }

    /** Returns what the destination must hold in the end, by file name. */
    static Map<String, String> sha256ByFile(List<SetFile> stored, Map<String, byte[]> sidecars) {
        Map<String, String> hashes = new LinkedHashMap<>();
        sidecars.forEach((name, bytes) -> hashes.put(name, Sha256.of(bytes)));
        stored.forEach(file -> hashes.put(file.name(), String.valueOf(file.sha256())));
        return hashes;
    }
}
