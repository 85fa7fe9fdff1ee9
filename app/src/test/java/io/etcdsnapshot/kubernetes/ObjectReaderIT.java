package io.etcdsnapshot.kubernetes;

import static io.etcdsnapshot.kubernetes.Trees.tree;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.encryption.DecryptionException;
import io.etcdsnapshot.kubernetes.encryption.DecryptionException.Reason;
import io.etcdsnapshot.kubernetes.encryption.EncryptionKey;
import io.etcdsnapshot.kubernetes.encryption.Keyring;
import io.etcdsnapshot.kubernetes.resource.KindCatalog;
import io.etcdsnapshot.kubernetes.resource.ResourceKey;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reads entries that Kubernetes' own transformers encrypted, in the two steps that OpenShift needs. */
class ObjectReaderIT {
    private static List<Vectors.Vector> vectors = List.of();

    @BeforeAll
    static void encrypt() throws Exception {
        vectors = Vectors.of("encrypt", 3);
    }

    @Test
    void anEncryptedSecretIsTheObjectTheServerGivesWithItsRevision() throws Exception {
        for (Vectors.Vector vector : vectors) {
            ApiServerKeys keys = new ApiServerKeys(new Keyring(List.of(key(vector))), Keyring.EMPTY);
            StoredObject read = new ObjectReader(keys)
                    .read(address(vector.text("etcdKey")), vector.utf8("etcdKey"), vector.bytes("stored"), 4711);
            JsonObject metadata = read.object().object("metadata");
            assertThat(read.object().string("kind")).contains("Secret");
            assertThat(metadata.string("resourceVersion")).contains("4711");
            assertThat(metadata.string("name")).contains(read.key().name());
            assertThat(read.notes()).isEmpty();
        }
    }

    @Test
    void anObjectUnderTheKeyOfAnotherOneIsPointedOut() throws Exception {
        Vectors.Vector vector = vectors.get(0);
        StoredObject read = new ObjectReader(ApiServerKeys.NONE)
                .read(
                        address("/registry/secrets/other/x"),
                        "/registry/secrets/other/x".getBytes(UTF_8),
                        vector.bytes("plain"),
                        1);
        assertThat(read.notes())
                .containsExactly("the object names itself %s, not as its etcd key does"
                        .formatted(vector.text("etcdKey").substring("/kubernetes.io/secrets/".length())));
    }

    @Test
    void openShiftsServersHaveKeysOfTheirOwnInsideTheSnapshot() throws Exception {
        Vectors.Vector vector = vectors.get(0);
        String configuration =
                """
                {"kind": "EncryptionConfiguration", "resources": [{"resources": ["routes.route.openshift.io"],
                 "providers": [{"%s": {"keys": [{"name": "%s", "secret": "%s"}]}}]}]}"""
                        .formatted(vector.text("provider"), vector.text("key"), vector.text("secret"));
        JsonObject secret = tree("{'kind': 'Secret', 'data': {'encryption-config': '%s'}}"
                .formatted(Base64.getEncoder().encodeToString(configuration.getBytes(UTF_8))));
        ResourceKey inside = address("/kubernetes.io/secrets/openshift-apiserver/encryption-config-5");
        assertThat(EncryptionSecrets.isOne(inside)).isTrue();
        assertThat(EncryptionSecrets.isOne(address("/kubernetes.io/secrets/shop/encryption-config-5")))
                .isFalse();
        assertThat(EncryptionSecrets.isOne(address("/kubernetes.io/secrets/openshift-apiserver/etcd-client")))
                .isFalse();

        ApiServerKeys keys =
                ApiServerKeys.NONE.withOpenshift(EncryptionSecrets.read(secret).keys());
        assertThat(failure(ApiServerKeys.NONE, "/openshift.io", vector)).isEqualTo(Reason.NO_KEY);
        assertThat(failure(keys, "/kubernetes.io", vector)).isEqualTo(Reason.NO_KEY);
        assertThat(failure(keys, "/openshift.io", vector)).isNull();
    }

    /** Under the key it was sealed for, so that only the ring is another one. */
    private static Reason failure(ApiServerKeys keys, String root, Vectors.Vector vector) {
        ResourceKey address =
                new ResourceKey(root, KindCatalog.builtIn().of("", "Secret").orElseThrow(), "a", "b");
        try {
            new ObjectReader(keys).read(address, vector.utf8("etcdKey"), vector.bytes("stored"), 1);
            return null;
        } catch (DecryptionException e) {
            return e.reason();
        }
    }

    private static ResourceKey address(String etcdKey) {
        return ResourceKey.parse(etcdKey, KindCatalog.builtIn()).orElseThrow();
    }

    private static EncryptionKey key(Vectors.Vector vector) {
        return new EncryptionKey(vector.text("provider"), vector.text("key"), vector.bytes("secret"));
    }
}
