package io.etcdsnapshot.kubernetes.apply;

import static io.etcdsnapshot.kubernetes.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.kubernetes.document.JsonObject;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApplyPlanTest {
    @Test
    void whatTheServerSetsIsGoneAndTheRestStays() {
        assertThat(
                        only(
                                """
                {'kind': 'ConfigMap', 'apiVersion': 'v1', 'data': {'a': 'b'}, 'status': {}, 'metadata': {
                 'name': 'settings', 'namespace': 'shop', 'uid': 'u', 'resourceVersion': '7', 'generation': 3,
                 'creationTimestamp': '2026-11-20T01:30:00Z', 'managedFields': [], 'selfLink': '/x', 'labels': {'app': 'web'},
                 'finalizers': ['x/y'], 'annotations': {'kubectl.kubernetes.io/last-applied-configuration': '{}'}}}"""))
                .isEqualTo(
                        tree(
                                """
                {'kind': 'ConfigMap', 'apiVersion': 'v1', 'data': {'a': 'b'},
                 'metadata': {'name': 'settings', 'namespace': 'shop', 'labels': {'app': 'web'}}}"""));
    }

    @Test
    void eachFindsWhatItNeedsWhenItsTurnComes() {
        List<JsonObject> shuffled = named(
                "ValidatingWebhookConfiguration",
                "Route",
                "Widget",
                "Deployment",
                "Service",
                "PersistentVolumeClaim",
                "ConfigMap",
                "Secret",
                "RoleBinding",
                "ServiceAccount",
                "Role",
                "CustomResourceDefinition",
                "Namespace");
        assertThat(ApplyPlan.of(shuffled).objects())
                .extracting(object -> object.string("kind").orElseThrow())
                .containsExactly(
                        "Namespace",
                        "CustomResourceDefinition",
                        "Role",
                        "ServiceAccount",
                        "RoleBinding",
                        "Secret",
                        "ConfigMap",
                        "PersistentVolumeClaim",
                        "Service",
                        "Deployment",
                        "Widget",
                        "Route",
                        "ValidatingWebhookConfiguration");
    }

    @Test
    void aServiceGetsANewAddressUnlessItHasNone() {
        ApplyPlan plan = plan(
                """
                {'kind': 'Service', 'metadata': {'name': 'web', 'namespace': 'shop'}, 'spec': {'clusterIP': '10.0.0.7',
                 'clusterIPs': ['10.0.0.7'], 'healthCheckNodePort': 31000, 'ports': [{'port': 80, 'nodePort': 30080}]}}""");
        assertThat(plan.objects().get(0).object("spec"))
                .isEqualTo(tree("{'ports': [{'port': 80, 'nodePort': 30080}]}"));
        assertThat(plan.notes())
                .containsExactly(
                        "Service shop/web: its cluster IP was 10.0.0.7, it gets a new one",
                        "Service shop/web: its node ports are kept; if another service has them now, drop nodePort");
        assertThat(plan("{'kind': 'Service', 'metadata': {'name': 'db'}, 'spec': {'clusterIP': 'None'}}")
                        .objects()
                        .get(0)
                        .object("spec"))
                .isEqualTo(tree("{'clusterIP': 'None'}"));
    }

    @Test
    void whatAnObjectThatComesBackMakesItselfIsLeftOut() {
        ApplyPlan plan = plan(
                "{'kind': 'Deployment', 'metadata': {'name': 'web', 'namespace': 'shop', 'uid': 'd'}}",
                """
                {'kind': 'ReplicaSet', 'metadata': {'name': 'web-1', 'namespace': 'shop', 'uid': 'r',
                 'ownerReferences': [{'kind': 'Deployment', 'name': 'web', 'uid': 'd', 'controller': true}]}}""",
                """
                {'kind': 'Pod', 'metadata': {'name': 'web-1-x', 'namespace': 'shop', 'uid': 'p',
                 'ownerReferences': [{'kind': 'ReplicaSet', 'name': 'web-1', 'uid': 'r', 'controller': true}]}}""");
        assertThat(plan.objects()).extracting(ApplyPlan::name).containsExactly("Deployment shop/web");
        assertThat(plan.notes())
                .containsExactly(
                        "ReplicaSet shop/web-1 left out: Deployment web makes it again",
                        "Pod shop/web-1-x left out: ReplicaSet web-1 makes it again");
    }

    @Test
    void whatIsOnlyToBeDeletedWithItsOwnerComesBackAsWellAsAClaimOnData() {
        ApplyPlan plan = plan(
                "{'kind': 'Database', 'metadata': {'name': 'main', 'namespace': 'shop', 'uid': 'd'}}",
                """
                {'kind': 'ConfigMap', 'metadata': {'name': 'settings', 'namespace': 'shop',
                 'ownerReferences': [{'kind': 'Database', 'name': 'main', 'uid': 'd'}]}}""",
                """
                {'kind': 'PersistentVolumeClaim', 'metadata': {'name': 'data', 'namespace': 'shop',
                 'ownerReferences': [{'kind': 'Database', 'name': 'main', 'uid': 'd', 'controller': true}]}}""",
                """
                {'kind': 'PersistentVolumeClaim', 'metadata': {'name': 'scratch', 'namespace': 'shop',
                 'ownerReferences': [{'kind': 'Pod', 'name': 'once', 'uid': 'p', 'controller': true}]}}""",
                "{'kind': 'Pod', 'metadata': {'name': 'once', 'namespace': 'shop', 'uid': 'p'}}");
        assertThat(plan.objects())
                .extracting(ApplyPlan::name)
                .containsExactlyInAnyOrder(
                        "Database shop/main",
                        "ConfigMap shop/settings",
                        "PersistentVolumeClaim shop/data",
                        "Pod shop/once");
        assertThat(plan.notes())
                .contains(
                        "ConfigMap shop/settings: owned by Database main, which gets a new uid: the reference is dropped",
                        "PersistentVolumeClaim shop/scratch left out: Pod once makes it again");
    }

    @ParameterizedTest
    @CsvSource({"StatefulSet, 1", "VirtualMachine, 2"})
    void aRevisionComesBackUnlessAWorkloadOfKubernetesKeepsIt(String owner, int objects) {
        assertThat(plan(
                                "{'kind': '%s', 'metadata': {'name': 'x', 'uid': 'u'}}".formatted(owner),
                                """
                {'kind': 'ControllerRevision', 'metadata': {'name': 'x-1',
                 'ownerReferences': [{'kind': '%s', 'name': 'x', 'uid': 'u', 'controller': true}]}}"""
                                        .formatted(owner))
                        .objects())
                .hasSize(objects);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Endpoints", "EndpointSlice"})
    void addressesThatSomebodyMadeByHandComeBack(String kind) {
        assertThat(plan("{'kind': '%s', 'metadata': {'name': 'x', 'labels': {'kubernetes.io/service-name': 'x'}}}"
                                .formatted(kind))
                        .objects())
                .hasSize(1);
    }

    @Test
    void aTokenThatSomebodyAskedForIsMadeAnew() {
        ApplyPlan plan = plan(
                """
                {'kind': 'Secret', 'type': 'kubernetes.io/service-account-token', 'metadata': {'name': 'web-token',
                 'labels': {'app': 'web', 'kubernetes.io/legacy-token-last-used': '2026-11-20'},
                 'annotations': {'kubernetes.io/service-account.name': 'web', 'kubernetes.io/service-account.uid': 'u'}},
                 'data': {'token': 'b2xk', 'ca.crt': 'b2xk', 'namespace': 'c2hvcA==', 'own': 'bXk='}}""");
        assertThat(plan.objects())
                .containsExactly(
                        tree(
                                """
                {'kind': 'Secret', 'type': 'kubernetes.io/service-account-token', 'metadata': {'name': 'web-token',
                 'labels': {'app': 'web'}, 'annotations': {'kubernetes.io/service-account.name': 'web'}},
                 'data': {'own': 'bXk='}}"""));
        assertThat(plan.notes())
                .containsExactly("Secret web-token: it gets a new token, the old one is not valid again");
    }

    @Test
    void whatIsTooLargeForTheAnnotationOfApplyIsPointedOut() {
        String object = "{'kind': 'ConfigMap', 'metadata': {'name': 'large'}, 'data': {'a': '%s'}}";
        assertThat(plan(object.formatted("x".repeat(262_144))).notes())
                .containsExactly(
                        "ConfigMap large: too large for the annotation of oc apply, use oc apply --server-side");
        assertThat(plan(object.formatted("x".repeat(260_000))).notes()).isEmpty();
    }

    @Test
    void anOwnerThatIsGoneIsPointedOut() {
        ApplyPlan plan = plan(
                """
                {'kind': 'ConfigMap', 'metadata': {'name': 'a', 'namespace': 'shop',
                 'ownerReferences': [{'kind': 'Widget', 'name': 'blue', 'uid': 'w'}]}}""");
        assertThat(plan.objects()).hasSize(1);
        assertThat(plan.notes())
                .containsExactly("ConfigMap shop/a: owned by Widget blue, which is not among the objects: "
                        + "the reference is dropped");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'kind': 'Event', 'metadata': {'name': 'x'}}",
                "{'kind': 'Lease', 'metadata': {'name': 'x'}}",
                "{'kind': 'Secret', 'type': 'kubernetes.io/service-account-token', 'metadata': {'name': 'x'}}",
                """
                {'kind': 'Secret', 'type': 'kubernetes.io/service-account-token', 'metadata': {'name': 'web-token-x1y2z',
                 'annotations': {'kubernetes.io/service-account.name': 'web'}}}""",
                """
                {'kind': 'EndpointSlice', 'metadata': {'name': 'web-abcde',
                 'labels': {'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io'}}}""",
                """
                {'kind': 'Endpoints', 'metadata': {'name': 'web',
                 'labels': {'endpoints.kubernetes.io/managed-by': 'endpoint-controller'}}}""",
                "{'kind': 'ConfigMap', 'metadata': {'name': 'kube-root-ca.crt'}}",
                "{'kind': 'Pod', 'metadata': {'name': 'x'}, 'status': {'phase': 'Succeeded'}}",
                "{'kind': 'Pod', 'metadata': {'name': 'x', 'annotations': {'kubernetes.io/config.mirror': 'h'}}}"
            })
    void whatComesBackOnItsOwnIsLeftOut(String object) {
        ApplyPlan plan = plan(object);
        assertThat(plan.objects()).isEmpty();
        assertThat(plan.notes()).singleElement().asString().contains("left out: ");
    }

    @Test
    void aClaimThatWasBoundNeedsADecision() {
        assertThat(
                        plan("""
                {'kind': 'PersistentVolumeClaim', 'metadata': {'name': 'data', 'namespace': 'shop',
                 'annotations': {'pv.kubernetes.io/bind-completed': 'yes'}}, 'spec': {'volumeName': 'pv-1'}}""")
                                .notes())
                .singleElement()
                .asString()
                .startsWith("PersistentVolumeClaim shop/data: it was bound to volume pv-1");
    }

    @Test
    void aPodLosesItsNodeAndTheVolumeOfItsToken() {
        assertThat(
                        only("""
                {'kind': 'Pod', 'metadata': {'name': 'x'}, 'spec': {'nodeName': 'n', 'priority': 0,
                 'containers': [{'name': 'c', 'volumeMounts': [{'name': 'kube-api-access-abcde'}, {'name': 'data'}]}],
                 'volumes': [{'name': 'kube-api-access-abcde'}, {'name': 'data'}]}}""")
                                .object("spec"))
                .isEqualTo(
                        tree(
                                """
                {'containers': [{'name': 'c', 'volumeMounts': [{'name': 'data'}]}], 'volumes': [{'name': 'data'}]}"""));
    }

    @Test
    void aJobLosesTheSelectorThatIsGenerated() {
        assertThat(
                        only(
                                """
                {'kind': 'Job', 'metadata': {'name': 'x', 'labels': {'controller-uid': 'u', 'app': 'a'}}, 'spec': {
                 'selector': {'matchLabels': {'batch.kubernetes.io/controller-uid': 'u'}},
                 'template': {'metadata': {'labels': {'controller-uid': 'u', 'job-name': 'x', 'app': 'a'}}}}}"""))
                .isEqualTo(
                        tree(
                                """
                {'kind': 'Job', 'metadata': {'name': 'x', 'labels': {'app': 'a'}}, 'spec': {
                 'template': {'metadata': {'labels': {'app': 'a'}}}}}"""));
    }

    @Test
    void aServiceAccountForgetsItsGeneratedSecrets() {
        assertThat(
                        only(
                                """
                {'kind': 'ServiceAccount', 'metadata': {'name': 'web'}, 'secrets': [{'name': 'web-dockercfg-x1y2z'}],
                 'imagePullSecrets': [{'name': 'web-dockercfg-x1y2z'}, {'name': 'registry'}]}"""))
                .isEqualTo(
                        tree(
                                """
                {'kind': 'ServiceAccount', 'metadata': {'name': 'web'}, 'imagePullSecrets': [{'name': 'registry'}]}"""));
    }

    @Test
    void aGeneratedHostIsGeneratedAgain() {
        assertThat(
                        only("""
                {'kind': 'Route', 'metadata': {'name': 'web', 'annotations': {'openshift.io/host.generated': 'true'}},
                 'spec': {'host': 'web-shop.apps.example.com', 'to': {'name': 'web'}}}""")
                                .object("spec"))
                .isEqualTo(tree("{'to': {'name': 'web'}}"));
    }

    private static JsonObject only(String object) {
        return plan(object).objects().get(0);
    }

    private static ApplyPlan plan(String... objects) {
        return ApplyPlan.of(Arrays.stream(objects).map(text -> tree(text)).toList());
    }

    private static List<JsonObject> named(String... kinds) {
        return Arrays.stream(kinds)
                .map(kind -> tree("{'kind': '%s', 'metadata': {'name': 'x'}}".formatted(kind)))
                .toList();
    }
}
