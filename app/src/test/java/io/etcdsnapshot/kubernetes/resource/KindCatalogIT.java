package io.etcdsnapshot.kubernetes.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.testing.KubernetesSources;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The table of built-in kinds, compared with Kubernetes' own description of what its API server lists. */
class KindCatalogIT {
    private static final String RELEASE = "k8s.io/kubernetes@v1.37.2";
    /** The core's events, shown by another group. */
    private static final String NOT_STORED_SO = "events.events.k8s.io Event namespaced";

    @Test
    void everyKindThatKubernetesListsIsKnown() throws Exception {
        Path description = Path.of(KubernetesSources.module(RELEASE)).resolve("api/openapi-spec/swagger.json");
        Set<String> listed = new TreeSet<>();
        try (BufferedReader reader = Files.newBufferedReader(description)) {
            JsonObject paths = JsonParser.parseReader(reader).getAsJsonObject().getAsJsonObject("paths");
            paths.entrySet().forEach(path -> addListed(path, paths, listed));
        }
        listed.remove(NOT_STORED_SO);
        assertThat(listed).hasSizeGreaterThan(70);
        assertThat(KindCatalog.builtIn().kinds())
                .extracting(kind -> line(kind.qualifiedName(), kind.kind(), kind.namespaced()))
                .containsAll(listed);
    }

    /** Kinds in namespaces are also listed across all of them, at a path that names none. */
    private static void addListed(Map.Entry<String, JsonElement> path, JsonObject paths, Set<String> listed) {
        JsonObject get = path.getValue().getAsJsonObject().getAsJsonObject("get");
        boolean lists = get != null
                && get.has("x-kubernetes-action")
                && get.get("x-kubernetes-action").getAsString().equals("list");
        int slash = path.getKey().lastIndexOf('/');
        String plural = path.getKey().substring(slash + 1);
        String within = path.getKey().substring(0, slash) + "/namespaces/{namespace}/" + plural;
        if (lists && !path.getKey().contains("/watch/") && !paths.has(within)) {
            JsonObject kind = get.getAsJsonObject("x-kubernetes-group-version-kind");
            String group = kind.get("group").getAsString();
            listed.add(line(
                    group.isEmpty() ? plural : plural + "." + group,
                    kind.get("kind").getAsString(),
                    path.getKey().contains("/{namespace}/")));
        }
    }

    private static String line(String qualifiedName, String kind, boolean namespaced) {
        return "%s %s %s".formatted(qualifiedName, kind, namespaced ? "namespaced" : "cluster");
    }
}
