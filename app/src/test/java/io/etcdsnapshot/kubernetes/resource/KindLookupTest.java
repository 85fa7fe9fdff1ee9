package io.etcdsnapshot.kubernetes.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.etcdsnapshot.kubernetes.document.JsonString;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KindLookupTest {
    private final KindCatalog catalog = KindCatalog.builtIn().with(List.of(ResourceKeyTest.definition("Namespaced")));
    private final KindLookup lookup = new KindLookup(catalog);

    @ParameterizedTest
    @CsvSource({
        "pod, pods",
        "Pods, pods",
        "po, pods",
        "deploy, deployments.apps",
        "deployments.apps, deployments.apps",
        "deployments.v1.apps, deployments.apps",
        "Deployment, deployments.apps",
        "svc, services",
        "no, nodes",
        "dc, deploymentconfigs.apps.openshift.io",
        "route, routes.route.openshift.io",
        "route.route.openshift.io, routes.route.openshift.io",
        "routes.route, routes.route.openshift.io",
        "project, namespaces",
        "events, events",
        "rangeallocations, rangeallocations",
        "endpoints, endpoints",
        "wg, widgets.example.com",
        "widget.example.com, widgets.example.com",
        "widgets.v1beta1.example.com, widgets.example.com",
        "crd, customresourcedefinitions.apiextensions.k8s.io"
    })
    void aKindIsFoundAsKubectlFindsIt(String typed, String kind) {
        assertThat(lookup.find(typed).kinds())
                .extracting(ResourceKind::qualifiedName)
                .containsExactly(kind);
    }

    @Test
    void aNameMayFollow() {
        assertThat(lookup.find("cm/settings").name()).contains("settings");
        assertThat(lookup.find("cm").name()).isEmpty();
    }

    @Test
    void allIsWhatKubectlCallsAllAndWhatDefinitionsAdd() {
        assertThat(lookup.find("all").kinds())
                .extracting(ResourceKind::plural)
                .contains("pods", "services", "deployments", "jobs", "routes", "buildconfigs", "widgets")
                .doesNotContain("configmaps", "secrets");
    }

    @Test
    void everythingIsWhatANamespaceHolds() {
        KindLookup.Wanted everything = lookup.find("Everything");
        assertThat(everything.kinds())
                .extracting(ResourceKind::plural)
                .contains("pods", "configmaps", "secrets", "rolebindings", "routes", "widgets")
                .doesNotContain("namespaces", "nodes", "clusterroles");
        assertThat(everything.withNamespace()).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lookup.find("everything/web"))
                .withMessage("'everything' takes no name");
    }

    @ParameterizedTest
    @CsvSource({"deploymnet, deployment", "confgmaps, configmaps", "rout, route", "widgt, widget"})
    void aKindThatIsUnknownNamesTheNearest(String typed, String meant) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lookup.find(typed))
                .withMessage("no kind '%s' in this snapshot, did you mean '%s'?".formatted(typed, meant));
    }

    @Test
    void nothingIsSuggestedWhereNothingIsNear() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lookup.find("xylophone"))
                .withMessage("no kind 'xylophone' in this snapshot");
    }

    @Test
    void aNameOfSeveralKindsListsThem() {
        KindCatalog two = catalog.with(List.of(ResourceKeyTest.definition("Namespaced")
                .with(
                        "spec",
                        ResourceKeyTest.definition("Namespaced")
                                .object("spec")
                                .with("group", new JsonString("example.org")))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KindLookup(two).find("wg"))
                .withMessage("'wg' is more than one kind: widgets.example.com, widgets.example.org");
        assertThat(new KindLookup(two).find("wg.example.org").kinds()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"/x", "pod/", "''", "all/x"})
    void whatIsNoKindIsRefused(String typed) {
        assertThatIllegalArgumentException().isThrownBy(() -> lookup.find(typed));
    }
}
