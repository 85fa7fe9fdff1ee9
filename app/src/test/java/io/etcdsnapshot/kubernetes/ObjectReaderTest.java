package io.etcdsnapshot.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.kubernetes.resource.KindCatalog;
import io.etcdsnapshot.kubernetes.resource.ResourceKey;
import org.junit.jupiter.api.Test;

class ObjectReaderTest {
    @Test
    void theRevisionThatWroteAnObjectIsItsResourceVersion() throws Exception {
        StoredObject read = read(
                "/registry/example.com/widgets/shop/blue",
                "{'apiVersion': 'example.com/v1', 'kind': 'Widget', 'metadata': {'name': 'blue', 'namespace': 'shop'}}");
        assertThat(read.object().string("metadata", "resourceVersion")).contains("42");
        assertThat(read.modRevision()).isEqualTo(42);
        assertThat(read.notes()).isEmpty();
    }

    @Test
    void anOldObjectOfOpenShiftGetsTheGroupThatItsServerGivesIt() throws Exception {
        StoredObject read = read(
                "/openshift.io/routes/shop/web",
                "{'apiVersion': 'v1', 'kind': 'Route', 'metadata': {'name': 'web', 'namespace': 'shop'}}");
        assertThat(read.object().string("apiVersion")).contains("route.openshift.io/v1");
    }

    private static StoredObject read(String etcdKey, String json) throws Exception {
        ResourceKey key = ResourceKey.parse(etcdKey, KindCatalog.builtIn()).orElseThrow();
        byte[] value = json.replace('\'', '"').getBytes(UTF_8);
        return new ObjectReader(ApiServerKeys.NONE).read(key, etcdKey.getBytes(UTF_8), value, 42);
    }
}
