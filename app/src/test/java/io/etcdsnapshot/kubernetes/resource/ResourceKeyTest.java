package io.etcdsnapshot.kubernetes.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceKeyTest {
    @ParameterizedTest
    @CsvSource({
        "/kubernetes.io/pods/shop/web-1, pods, shop, web-1",
        "/registry/pods/shop/web-1, pods, shop, web-1",
        "/registry/namespaces/shop, namespaces, '', shop",
        "/registry/services/specs/shop/web, services, shop, web",
        "/registry/services/endpoints/shop/web, endpoints, shop, web",
        "/registry/minions/node-1, nodes, '', node-1",
        "/registry/controllers/shop/web, replicationcontrollers, shop, web",
        "/registry/deployments/shop/web, deployments.apps, shop, web",
        "/registry/ingress/shop/web, ingresses.networking.k8s.io, shop, web",
        "/registry/leases/kube-system/kube-scheduler, leases.coordination.k8s.io, kube-system, kube-scheduler",
        "/registry/ranges/serviceips, rangeallocations, '', serviceips",
        "/registry/masterleases/10.0.0.1, masterleases, '', 10.0.0.1",
        "/registry/clusterroles/system:node, clusterroles.rbac.authorization.k8s.io, '', system:node",
        "/registry/apiregistration.k8s.io/apiservices/v1.apps, apiservices.apiregistration.k8s.io, '', v1.apps",
        "/openshift.io/routes/shop/web, routes.route.openshift.io, shop, web",
        "/openshift.io/oauth/clients/console, oauthclients.oauth.openshift.io, '', console",
        "/openshift.io/useridentities/ldap:anna, identities.user.openshift.io, '', ldap:anna",
        "/openshift.io/users/anna, users.user.openshift.io, '', anna",
        "/kubernetes.io/example.com/widgets/shop/blue, widgets.example.com, shop, blue",
        "/kubernetes.io/example.com/widgets/blue, widgets.example.com, '', blue"
    })
    void aKeyNamesKindNamespaceAndName(String etcdKey, String kind, String namespace, String name) {
        ResourceKey key = ResourceKey.parse(etcdKey, KindCatalog.builtIn()).orElseThrow();
        assertThat(key.kind().qualifiedName()).isEqualTo(kind);
        assertThat(key.namespace()).isEqualTo(namespace);
        assertThat(key.name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compact_rev_key",
                "/registry/health",
                "/registry/pods/shop",
                "/registry/pods/shop/",
                "",
                "/",
                "//a//b",
                "/registry/unheard/of/this",
                "/openshift.io/example.com/widgets/blue",
                "/registry/namespaces/a/b"
            })
    void whatIsNoObjectIsNotTakenForOne(String etcdKey) {
        assertThat(ResourceKey.parse(etcdKey, KindCatalog.builtIn())).isEmpty();
    }

    @Test
    void theScopeOfADefinitionDecidesBeforeTheNumberOfSegments() {
        KindCatalog catalog = KindCatalog.builtIn().with(List.of(definition("Cluster")));
        assertThat(ResourceKey.parse("/registry/example.com/widgets/blue", catalog))
                .hasValueSatisfying(key -> assertThat(key.typedName()).isEqualTo("widget.example.com/blue"));
        assertThat(ResourceKey.parse("/registry/example.com/widgets/shop/blue", catalog))
                .isEmpty();
    }

    @Test
    void prefixesLeadToTheObjectsOfAKindAndNamespace() {
        KindCatalog catalog = KindCatalog.builtIn();
        ResourceKind service = catalog.of("", "Service").orElseThrow();
        assertThat(ResourceKey.prefix("/registry", service, "shop")).isEqualTo("/registry/services/specs/shop/");
        assertThat(ResourceKey.prefix("/registry", service, "")).isEqualTo("/registry/services/specs/");
    }

    static JsonObject definition(String scope) {
        String text =
                """
                {"kind": "CustomResourceDefinition", "spec": {"group": "example.com", "scope": "%s", "names":
                 {"plural": "widgets", "kind": "Widget", "shortNames": ["wg"], "categories": ["all"]}}}"""
                        .formatted(scope);
        return (JsonObject) JsonParser.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
