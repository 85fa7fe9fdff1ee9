package io.etcdsnapshot.kubernetes.encryption;

import io.etcdsnapshot.kubernetes.encryption.DecryptionException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys at hand for the values of one API server. */
public final class Keyring {
    public static final Keyring EMPTY = new Keyring(List.of());

    private static final Map<String, SealedValue> PROVIDERS =
            Map.of("aescbc", new AesCbc(), "aesgcm", new AesGcm(), "secretbox", new Secretbox());

    private final List<EncryptionKey> keys;

    public Keyring(List<EncryptionKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** Returns a ring with the keys of both, these first. */
    public Keyring plus(List<EncryptionKey> more) {
        List<EncryptionKey> all = new ArrayList<>(keys);
        all.addAll(more);
        return new Keyring(all);
    }

    public List<EncryptionKey> keys() {
        return keys;
    }

    /** Returns whether a key of this provider and name is at hand; that it fits, only a value can tell. */
    public boolean holds(EncryptionLabel label) {
        return keys.stream().anyMatch(key -> key.opens(label));
    }

    /**
     * Decrypts a value; one that is not encrypted is returned as it is.
     *
     * @param etcdKey the whole key, as etcd has it
     */
    public byte[] decrypt(byte[] etcdKey, byte[] value) throws DecryptionException {
        Optional<EncryptionLabel> labelled = EncryptionLabel.of(value);
        if (labelled.isEmpty()) {
            return value;
        }
        EncryptionLabel label = labelled.get();
        SealedValue provider = provider(label);
        List<EncryptionKey> candidates =
                keys.stream().filter(key -> key.opens(label)).toList();
        if (candidates.isEmpty()) {
            throw new DecryptionException(Reason.NO_KEY, "no %s in the encryption configuration".formatted(label));
        }
        byte[] sealed = Arrays.copyOfRange(value, Math.min(label.length(), value.length), value.length);
        for (EncryptionKey key : candidates) {
            Optional<byte[]> plain = open(provider, key, sealed, etcdKey);
            if (plain.isPresent()) {
                return plain.get();
            }
        }
        throw failure(label, provider, candidates, etcdKey, sealed);
    }

    private static SealedValue provider(EncryptionLabel label) throws DecryptionException {
        if (label.isKms()) {
            throw new DecryptionException(Reason.KMS, "encrypted by %s, which alone can decrypt it".formatted(label));
        }
        SealedValue provider = PROVIDERS.get(label.provider());
        if (provider == null || !label.version().equals("v1")) {
            throw new DecryptionException(
                    Reason.UNKNOWN_PROVIDER,
                    "encrypted by an unknown provider: %s %s".formatted(label.provider(), label.version()));
        }
        return provider;
    }

    private static DecryptionException failure(
            EncryptionLabel label,
            SealedValue provider,
            List<EncryptionKey> candidates,
            byte[] etcdKey,
            byte[] sealed) {
        boolean readable = false;
        for (EncryptionKey key : candidates) {
            try {
                byte[] guess = provider.peek(key.secret(), sealed);
                if (!provider.showsRightKey(guess)) {
                    continue;
                }
                readable = true;
                Optional<String> origin = Plausibility.ownKey(guess, new String(etcdKey, StandardCharsets.UTF_8));
                if (origin.isPresent()
                        && open(provider, key, sealed, origin.get().getBytes(StandardCharsets.UTF_8))
                                .isPresent()) {
                    return new DecryptionException(
                            Reason.MOVED, "the value was written under another key: " + origin.get());
                }
            } catch (GeneralSecurityException cutOff) {
                return new DecryptionException(Reason.DAMAGED, "the encrypted value is cut off");
            }
        }
        return readable
                ? new DecryptionException(
                        Reason.DAMAGED, "%s fits, but the encrypted value is damaged".formatted(label))
                : new DecryptionException(
                        Reason.WRONG_KEY, "encrypted with another key than the %s at hand".formatted(label));
    }

    /** @return empty if this key does not open it; another one may have the same name */
    private static Optional<byte[]> open(SealedValue provider, EncryptionKey key, byte[] sealed, byte[] etcdKey) {
        try {
            return Optional.of(provider.open(key.secret(), sealed, etcdKey));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }
}
