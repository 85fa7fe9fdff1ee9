package io.etcdsnapshot.kubernetes.change;

import static io.etcdsnapshot.kubernetes.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.resource.KindCatalog;
import org.junit.jupiter.api.Test;

class SecretsTest {
    @Test
    void onlyWhichKeysOfASecretChangedIsShown() {
        JsonObject before = tree("{'kind': 'Secret', 'data': {'same': 'YQ==', 'other': 'Yg==', 'gone': 'Yw=='}}");
        JsonObject after = tree("{'kind': 'Secret', 'data': {'same': 'YQ==', 'other': 'WA==', 'new': 'ZA=='}}");
        Secrets.Pair pair = Secrets.hide(before, after);
        assertThat(pair.before())
                .isEqualTo(tree(
                        "{'kind': 'Secret', 'data': {'same': '(hidden)', 'other': '(hidden)', 'gone': '(hidden)'}}"));
        assertThat(pair.after())
                .isEqualTo(
                        tree(
                                "{'kind': 'Secret', 'data': {'same': '(hidden)', 'other': '(hidden, changed)', 'new': '(hidden)'}}"));
    }

    @Test
    void aCopyOfASecretInItsAnnotationIsHiddenToo() {
        JsonObject secret = tree(
                """
                {'kind': 'Secret', 'data': {'a': 'YQ=='}, 'metadata': {'name': 'x', 'annotations': {
                 'kubectl.kubernetes.io/last-applied-configuration': 'YQ==', 'other': 'b'}}}""");
        assertThat(Secrets.hide(secret, JsonObject.EMPTY).before().toString())
                .doesNotContain("YQ==")
                .contains("other");
        assertThat(Secrets.hide(JsonObject.EMPTY, secret).after().toString()).doesNotContain("YQ==");
        assertThat(Secrets.hide(JsonObject.EMPTY, secret).before()).isEqualTo(JsonObject.EMPTY);
    }

    @Test
    void theKeyOfARouteAndTheSecretOfAClientAreHidden() {
        JsonObject route =
                tree("{'kind': 'Route', 'spec': {'host': 'h', 'tls': {'key': 'PRIVATE', 'certificate': 'C'}}}");
        assertThat(Secrets.hide(route, route).after().toString())
                .doesNotContain("PRIVATE")
                .contains("C");
        JsonObject client = tree("{'kind': 'OAuthClient', 'secret': 'S3', 'additionalSecrets': ['S4']}");
        assertThat(Secrets.hide(client, client).after().toString())
                .doesNotContain("S3")
                .doesNotContain("S4");
    }

    @Test
    void otherKindsStayAsTheyAre() {
        JsonObject map = tree("{'kind': 'ConfigMap', 'data': {'a': 'b'}}");
        assertThat(Secrets.hide(map, map).after()).isSameAs(map);
    }

    @Test
    void noiseIsWhatChangesOnItsOwn() {
        assertThat(
                        Noise.without(
                                tree(
                                        """
                {'kind': 'Pod', 'status': {'phase': 'Running'}, 'spec': {'a': 1}, 'metadata': {'name': 'x',
                 'resourceVersion': '5', 'generation': 2, 'managedFields': []}}""")))
                .isEqualTo(tree("{'kind': 'Pod', 'spec': {'a': 1}, 'metadata': {'name': 'x'}}"));
        assertThat(KindCatalog.builtIn().kinds().stream().filter(Noise::is))
                .extracting(kind -> kind.kind())
                .contains("Event", "Lease", "EndpointSlice")
                .doesNotContain("Pod", "Secret");
    }

    @Test
    void theNewestEntryOfManagedFieldsTellsWhoChangedAnObjectLast() {
        JsonObject object = tree(
                """
                {'metadata': {'managedFields': [
                 {'manager': 'kubectl', 'operation': 'Apply', 'time': '2026-11-20T01:30:00Z'},
                 {'manager': 'kubelet', 'operation': 'Update', 'time': '2026-11-20T02:00:00Z', 'subresource': 'status'},
                 {'manager': 'old'}]}}""");
        assertThat(LastChange.of(object))
                .contains(new LastChange("kubelet", "Update", "2026-11-20T02:00:00Z", "status"));
        assertThat(LastChange.of(JsonObject.EMPTY)).isEmpty();
    }
}
