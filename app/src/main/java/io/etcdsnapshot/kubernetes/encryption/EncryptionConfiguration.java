package io.etcdsnapshot.kubernetes.encryption;

import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonString;
import io.etcdsnapshot.kubernetes.document.JsonValue;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The file that {@code --encryption-provider-config} names, as far as reading needs it.
 *
 * @param keys in the file's order; the same name can stand in rules of several resources
 * @param kms the names of its KMS providers
 * @param resources the resources that some rule covers
 */
public record EncryptionConfiguration(List<EncryptionKey> keys, List<String> kms, List<String> resources) {
    public static final EncryptionConfiguration NONE = new EncryptionConfiguration(List.of(), List.of(), List.of());

    private static final Set<String> KINDS = Set.of("EncryptionConfiguration", "EncryptionConfig");
    private static final Set<String> WITH_KEYS = Set.of("aescbc", "aesgcm", "secretbox");
    private static final int SECRETBOX_KEY = 32;
    private static final Set<Integer> AES_KEYS = Set.of(16, 24, 32);

    /**
     * Reads a configuration, from whatever its text was.
     *
     * @throws IllegalArgumentException if it is not one, saying why without anything secret
     */
    public static EncryptionConfiguration parse(JsonObject tree) {
        String kind = tree.string("kind").orElse("");
        if (!KINDS.contains(kind)) {
            throw new IllegalArgumentException("not an EncryptionConfiguration");
        }
        List<EncryptionKey> keys = new ArrayList<>();
        List<String> kms = new ArrayList<>();
        List<String> resources = new ArrayList<>();
        for (JsonObject rule : tree.objects("resources")) {
            rule.items("resources").forEach(resource -> resources.add(text(resource)));
            for (JsonObject provider : rule.objects("providers")) {
                for (Map.Entry<String, JsonValue> member : provider.members().entrySet()) {
                    String name = member.getKey();
                    if (WITH_KEYS.contains(name)) {
                        provider.objects(name, "keys").forEach(key -> keys.add(key(name, key)));
                    } else if (name.equals("kms")) {
                        kms.add(provider.string(name, "name").orElse(""));
                    }
                }
            }
        }
        return new EncryptionConfiguration(List.copyOf(keys), List.copyOf(kms), List.copyOf(resources));
    }

    private static EncryptionKey key(String provider, JsonObject key) {
        String name = key.string("name").orElse("");
        byte[] secret;
        try {
            secret = Base64.getMimeDecoder().decode(key.string("secret").orElse(""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("%s key \"%s\" is not Base64".formatted(provider, name), e);
        }
        boolean fits = provider.equals("secretbox") ? secret.length == SECRETBOX_KEY : AES_KEYS.contains(secret.length);
        if (!fits) {
            throw new IllegalArgumentException("%s key \"%s\" has %d bytes".formatted(provider, name, secret.length));
        }
        return new EncryptionKey(provider, name, secret);
    }

    private static String text(JsonValue value) {
        return value instanceof JsonString string ? string.value() : "";
    }
}
