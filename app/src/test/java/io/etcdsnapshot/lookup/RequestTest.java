package io.etcdsnapshot.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.kubernetes.resource.KindCatalog;
import io.etcdsnapshot.kubernetes.resource.ResourceKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTest {
    @ParameterizedTest
    @CsvSource({
        "pods, pods",
        "pods;web, pods/web",
        "pods;web;db, pods/web;pods/db",
        "deploy/web;svc/db, deploy/web;svc/db",
        "all, all",
        "everything, everything"
    })
    void wordsAreTakenAsKubectlTakesThem(String words, String objects) {
        assertThat(Request.of(List.of(words.split(";"))).objects()).containsExactly(objects.split(";"));
    }

    @Test
    void severalKindsStandBetweenCommas() {
        assertThat(Request.of(List.of("deploy,svc")).objects()).containsExactly("deploy", "svc");
        assertThat(Request.of(List.of("deploy,svc", "web")).objects()).containsExactly("deploy/web", "svc/web");
    }

    @Test
    void everythingOfANamespaceIsTheNamespaceAndWhatItHolds() {
        Request.Kinds everything = Request.Kinds.of(List.of("everything"), KindCatalog.builtIn());
        assertThat(everything.targets("shop"))
                .filteredOn(target -> target.covers(key("/registry/namespaces/shop")))
                .hasSize(1);
        assertThat(everything.targets("shop"))
                .noneMatch(target -> target.covers(key("/registry/namespaces/other")))
                .noneMatch(target -> target.covers(key("/registry/configmaps/other/settings")))
                .anyMatch(target -> target.covers(key("/registry/configmaps/shop/settings")));
        assertThat(everything.targets("")).anyMatch(target -> target.covers(key("/registry/namespaces/other")));
    }

    private static ResourceKey key(String etcdKey) {
        return ResourceKey.parse(etcdKey, KindCatalog.builtIn()).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"deploy/web;svc", "deploy;svc/web", "a/b/c", "'deploy/web,svc/web'"})
    void formsThatAreMixedAreRefused(String words) {
        assertThatThrownBy(() -> Request.of(List.of(words.split(";")))).isInstanceOf(IllegalArgumentException.class);
    }
}
