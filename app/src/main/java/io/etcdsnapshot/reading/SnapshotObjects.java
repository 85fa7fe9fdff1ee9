package io.etcdsnapshot.reading;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcdsnapshot.backup.DamagedArchive;
import io.etcdsnapshot.backup.EncryptionConfigurations;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.bbolt.CorruptDatabase;
import io.etcdsnapshot.etcd.KeyValue;
import io.etcdsnapshot.etcd.Revision;
import io.etcdsnapshot.etcd.RevisionCursor;
import io.etcdsnapshot.etcd.SnapshotReader;
import io.etcdsnapshot.io.IoSupplier;
import io.etcdsnapshot.kubernetes.ApiServerKeys;
import io.etcdsnapshot.kubernetes.EncryptionSecrets;
import io.etcdsnapshot.kubernetes.ObjectReader;
import io.etcdsnapshot.kubernetes.StoredObject;
import io.etcdsnapshot.kubernetes.document.DocumentException;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonValue;
import io.etcdsnapshot.kubernetes.encryption.DecryptionException;
import io.etcdsnapshot.kubernetes.encryption.EncryptionLabel;
import io.etcdsnapshot.kubernetes.encryption.Keyring;
import io.etcdsnapshot.kubernetes.resource.KindCatalog;
import io.etcdsnapshot.kubernetes.resource.ResourceKey;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries of one snapshot as objects. The keys of encrypted values, and the kinds that the snapshot's own
 * definitions add, are looked up when they are first needed.
 */
public final class SnapshotObjects {
    private static final int MOST_CONFIGURATION_BYTES = 1 << 20;
    private static final ObjectReader PLAIN = new ObjectReader(ApiServerKeys.NONE);

    private final SnapshotReader reader;
    private final Landmarks landmarks;
    private final SnapshotSource source;
    private final ConfigurationParser configurations;
    private final Log log;
    private @Nullable ObjectReader decrypting;
    private @Nullable KindCatalog catalog;

    SnapshotObjects(
            SnapshotReader reader,
            Landmarks landmarks,
            SnapshotSource source,
            ConfigurationParser configurations,
            Log log) {
        this.reader = reader;
        this.landmarks = landmarks;
        this.source = source;
        this.configurations = configurations;
        this.log = log;
    }

    /** Returns whether there is something that may hold keys of encrypted values. */
    public boolean hasKubeResources() {
        return source.keys() != null;
    }

    /** Returns the built-in kinds, and those that definitions in the snapshot add. */
    public KindCatalog catalog() throws IOException {
        KindCatalog known = catalog;
        if (known == null) {
            List<JsonObject> definitions = new ArrayList<>();
            RevisionCursor cursor = reader.revisions();
            for (Revision revision : newest(landmarks.definitions(), cursor)) {
                Optional<KeyValue> entry = find(cursor, revision);
                if (entry.isPresent()) {
                    definition(entry.get()).ifPresent(definitions::add);
                }
            }
            known = KindCatalog.builtIn().with(definitions);
            catalog = known;
        }
        return known;
    }

    /** Returns the names in a definition; the rest of it can be large. */
    private Optional<JsonObject> definition(KeyValue entry) throws IOException {
        String etcdKey = new String(entry.key(), UTF_8);
        try {
            Optional<ResourceKey> key = ResourceKey.parse(etcdKey, KindCatalog.builtIn());
            if (key.isEmpty()) {
                return Optional.empty();
            }
            JsonObject spec = read(key.get(), entry.key(), entry.value(), entry.modRevision())
                    .object()
                    .object("spec");
            JsonObject names = JsonObject.EMPTY;
            for (String member : List.of("group", "names", "scope")) {
                Optional<JsonValue> value = spec.get(member);
                names = value.isPresent() ? names.with(member, value.get()) : names;
            }
            return Optional.of(JsonObject.EMPTY.with("spec", names));
        } catch (DecryptionException | DocumentException e) {
            log.warn("cannot read the definition %s: %s".formatted(etcdKey, e.getMessage()));
            return Optional.empty();
        }
    }

    /**
     * Reads an entry.
     *
     * @param key what {@code etcdKey} names
     * @throws DecryptionException if the value stays encrypted, saying why
     * @throws DocumentException if the value is damaged, saying where
     */
    public StoredObject read(ResourceKey key, byte[] etcdKey, byte[] value, long modRevision)
            throws IOException, DecryptionException {
        ObjectReader objects = EncryptionLabel.of(value).isPresent() ? decrypting() : PLAIN;
        return objects.read(key, etcdKey, value, modRevision);
    }

    private ObjectReader decrypting() throws IOException {
        ObjectReader known = decrypting;
        if (known == null) {
            ApiServerKeys keys = new ApiServerKeys(kubernetesKeys(), Keyring.EMPTY);
            ObjectReader secrets = new ObjectReader(keys);
            RevisionCursor cursor = reader.revisions();
            for (Revision revision : newest(landmarks.serverKeys(), cursor)) {
                Optional<KeyValue> entry = find(cursor, revision);
                keys = entry.isPresent() ? withServerKeys(keys, secrets, entry.get()) : keys;
            }
            known = new ObjectReader(keys);
            decrypting = known;
        }
        return known;
    }

    private Keyring kubernetesKeys() throws IOException {
        IoSupplier<InputStream> keys = source.keys();
        if (keys == null) {
            return Keyring.EMPTY;
        }
        try (InputStream in = new BufferedInputStream(keys.get())) {
            byte[] text = configuration(in);
            return text == null
                    ? Keyring.EMPTY
                    : new Keyring(configurations.parse(text).keys());
        } catch (DamagedArchive | IllegalArgumentException e) {
            log.warn("cannot read the encryption keys of %s: %s".formatted(source.name(), e.getMessage()));
            return Keyring.EMPTY;
        }
    }

    /** Takes an archive, or the file that would be in it. */
    private static byte @Nullable [] configuration(InputStream in) throws IOException {
        in.mark(1);
        int first = in.read();
        in.reset();
        return first == 0x1f ? EncryptionConfigurations.read(in) : in.readNBytes(MOST_CONFIGURATION_BYTES);
    }

    private ApiServerKeys withServerKeys(ApiServerKeys keys, ObjectReader secrets, KeyValue entry) {
        String etcdKey = new String(entry.key(), UTF_8);
        Optional<ResourceKey> key =
                ResourceKey.parse(etcdKey, KindCatalog.builtIn()).filter(EncryptionSecrets::isOne);
        try {
            return key.isEmpty()
                    ? keys
                    : keys.withOpenshift(EncryptionSecrets.read(
                                    secrets.read(key.get(), entry.key(), entry.value(), entry.modRevision())
                                            .object())
                            .keys());
        } catch (DecryptionException | DocumentException | IllegalArgumentException e) {
            log.warn("cannot read the keys in the Secret %s: %s".formatted(etcdKey, e.getMessage()));
            return keys;
        }
    }

    /** Returns where the newest version of each key is, of those that are still there. */
    private Collection<Revision> newest(RevisionIndex index, RevisionCursor cursor) throws IOException {
        if (!index.isComplete()) {
            log.warn("%s holds too many definitions and keys: some are not known".formatted(source.name()));
        }
        Map<String, Revision> newest = new LinkedHashMap<>();
        for (Revision revision : index.revisions()) {
            find(cursor, revision).ifPresent(entry -> newest.put(new String(entry.key(), UTF_8), revision));
        }
        return newest.values();
    }

    private static Optional<KeyValue> find(RevisionCursor cursor, Revision revision) throws IOException {
        try {
            return cursor.find(revision) ? Optional.of(cursor.keyValue()) : Optional.empty();
        } catch (CorruptDatabase e) {
            return Optional.empty(); // opened although it is damaged
        }
    }
}
