package io.etcdsnapshot.kubernetes;

import io.etcdsnapshot.kubernetes.document.DocumentException;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonParser;
import io.etcdsnapshot.kubernetes.encryption.EncryptionConfiguration;
import io.etcdsnapshot.kubernetes.resource.ResourceKey;
import java.util.Base64;
import java.util.Set;

/**
 * The Secrets inside a snapshot in which OpenShift keeps the keys of its own API servers.
 * Source: {@code openshift/library-go/pkg/operator/encryption}.
 */
public final class EncryptionSecrets {
    private static final Set<String> NAMESPACES =
            Set.of("openshift-apiserver", "openshift-oauth-apiserver", "openshift-config-managed");
    private static final String NAME = "encryption-config-";
    /** The managed copy of kube-apiserver's own configuration: its keys open the Secrets themselves. */
    private static final String KUBE_APISERVER = "encryption-config-openshift-kube-apiserver";

    private static final String MEMBER = "encryption-config";

    private EncryptionSecrets() {}

    /** Returns whether an entry is such a Secret. */
    public static boolean isOne(ResourceKey key) {
        return key.kind().group().isEmpty()
                && key.kind().kind().equals("Secret")
                && NAMESPACES.contains(key.namespace())
                && key.name().startsWith(NAME)
                && !key.name().equals(KUBE_APISERVER);
    }

    /** @throws IllegalArgumentException if the Secret holds no configuration, saying why without anything secret */
    public static EncryptionConfiguration read(JsonObject secret) {
        String encoded =
                secret.string("data", MEMBER).orElseThrow(() -> new IllegalArgumentException("no member " + MEMBER));
        try {
            byte[] text = Base64.getMimeDecoder().decode(encoded);
            if (JsonParser.parse(text) instanceof JsonObject tree) {
                return EncryptionConfiguration.parse(tree);
            }
        } catch (DocumentException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        throw new IllegalArgumentException("not an EncryptionConfiguration");
    }
}
