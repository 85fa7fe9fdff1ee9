package io.etcdsnapshot.readme;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.etcdsnapshot.chart.Chart;
import io.etcdsnapshot.chart.Node;
import io.etcdsnapshot.readme.Readme.Passage;
import io.etcdsnapshot.testing.ContainerImage;
import io.etcdsnapshot.testing.Sets;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is typed where oc and helm are. */
final class ClusterTrials {
    private ClusterTrials() {}

    /** On the tests' own base and builder; the usual ones are in a registry. */
    static void buildImage(Passage words, Story story) throws Exception {
        story.atDesk("%s --builder %s --base %s".formatted(words.text(), ContainerImage.BUILDER, ContainerImage.BASE));
    }

    static void pushImage(Passage words, Story story) throws Exception {
        story.atDesk(words.text());
        Node image = Chart.parse(Chart.DIRECTORY.resolve("values.yaml")).at("image");
        String version = Chart.parse(Chart.DIRECTORY.resolve("Chart.yaml"))
                .at("appVersion")
                .text();
        assertThat(words.text())
                .as("where the chart's default image is")
                .endsWith(image.at("repository").text().replaceFirst("[^/]+", "") + ":" + version);
    }

    static void writeValues(Passage words, Story story) throws Exception {
        Files.writeString(story.desk().path("my-values.yaml"), words.text());
        Files.writeString(story.masters().host().path(Masters.HERE + "/my-values.yaml"), words.text());
    }

    static void helmTest(Passage words, Story story) throws Exception {
        assertThat(story.atDesk(words.text())).contains("127.66.1.11", "127.66.1.12", "/pv");
    }

    /** The set that it takes is on the volume and on both mirrors. */
    static void runNow(Passage words, Story story) throws Exception {
        story.atDesk(words.text());

        JsonObject pod = story.cluster().objects().get("Pod", "etcd-snapshot-now-x7k2p");
        assertThat(pod.getAsJsonObject("status").get("phase").getAsString())
                .as(pod.get("log").getAsString())
                .isEqualTo("Succeeded");
        String id = story.newest();
        assertThat(Sets.only(story.cluster().volume()).id().value()).isEqualTo(id);
        for (String mirror : List.of("master-1", "master-2")) {
            assertThat(Sets.only(story.masters().own(mirror, "etcd-snapshots"))
                            .id()
                            .value())
                    .isEqualTo(id);
        }
    }

    static void showPods(Passage words, Story story) throws Exception {
        assertThat(story.atDesk(words.text())).contains("etcd-snapshot-test", "etcd-snapshot-now-x7k2p");
    }

    /** Of the pods that ran in the cluster of CronJobs. */
    static void showSummaries(Passage words, Story story) throws Exception {
        story.backToTheFirstCluster();
        assertThat(story.atDesk(words.text())).contains("{\"command\":\"snapshot\"", "{\"command\":\"sync\"");
    }

    /** In a pod as the chart makes it for debugging. */
    static void enterStep(Passage words, Story story) throws Exception {
        Map<String, Object> pod = Map.of(
                "kind",
                "Pod",
                "apiVersion",
                "v1",
                "metadata",
                Map.of("name", "POD", "namespace", "etcd-snapshot"),
                "spec",
                Chart.render("debug: {active: true}").pod("etcd-snapshot").value());
        story.cluster().objects().add(new Gson().toJsonTree(pod).getAsJsonObject());
        story.atDesk(words.text());
    }

    static void approve(Passage words, Story story) throws Exception {
        story.atDesk(words.text().replace("NAME", "csr-1"));
        JsonObject request = story.cluster().objects().get("CertificateSigningRequest", "csr-1");
        assertThat(request.getAsJsonObject("status").toString()).contains("Approved");
    }

    /** Also the three that the README says it is the same for. */
    static void redeploy(Passage words, Story story) throws Exception {
        assertThat(story.readme().find("the same for `kubeapiserver`, `kubecontrollermanager` and `kubescheduler`"))
                .hasSize(1);
        for (String kind : List.of("Etcd", "KubeAPIServer", "KubeControllerManager", "KubeScheduler")) {
            story.atDesk(words.text().replace(" etcd ", " " + kind.toLowerCase(Locale.ROOT) + " "));
            JsonObject spec = story.cluster().objects().get(kind, "cluster").getAsJsonObject("spec");
            assertThat(spec.get("forceRedeploymentReason").getAsString()).startsWith("recovery-20");
        }
    }

    static void showNodes(Passage words, Story story) throws Exception {
        assertThat(story.atDesk(words.text())).contains("master-0", "master-1", "master-2");
    }

    static void showEtcd(Passage words, Story story) throws Exception {
        assertThat(story.atDesk(words.text())).contains("etcd-master-0").doesNotContain("guard");
    }
}
