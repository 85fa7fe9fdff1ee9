package io.etcdsnapshot.readme;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.etcdsnapshot.chart.Chart;
import io.etcdsnapshot.chart.Node;
import io.etcdsnapshot.chart.RenderedPod;
import io.etcdsnapshot.readme.Readme.Passage;
import io.etcdsnapshot.testing.ContainerImage;
import io.etcdsnapshot.testing.Sets;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    static void registryName(Passage words, Story story) throws Exception {
        assertThat(story.atDesk(words.text())).isEqualTo("default-route.example.com");
    }

    /** Beside the key that the masters take already. */
    static void makeKey(Passage words, Story story) throws Exception {
        story.atDesk("mkdir new && cd new && " + words.text() + " && grep -q etcd-snapshot id_ed25519.pub");
    }

    /** The words before it say where the key's line goes. */
    static void authorizeKey(Passage words, Story story) throws Exception {
        story.desk().editorAdds("etcdSnapshotTest: seen");
        story.atDesk(words.text());
        JsonObject edited = story.cluster().objects().get("MachineConfig", "99-master-ssh");
        assertThat(edited.toString()).contains("sshAuthorizedKeys", "etcdSnapshotTest");
    }

    /** For each of the nodes that the README has, with what exports(5) knows. */
    static void export(Passage words, Story story) {
        assertThat(words.text()).matches("/exports/etcd( 10[.]0[.]0[.]1[0-2]\\((rw|sync|no_root_squash|,)+\\)){3}");
    }

    /** Each with its exit code, as {@code oc get pods} does not show; the notes have the same command. */
    static void showSteps(Passage words, Story story) throws Exception {
        assertThat(story.atDesk(words.text()).lines())
                .contains("etcd-snapshot-now-x7k2p snapshot=0 purge=0 sync=0", "etcd-snapshot-test check=0");
        assertThat(story.atDesk("helm get notes etcd-snapshot -n etcd-snapshot"))
                .contains(words.text());
    }

    static void notes(Passage words, Story story) throws Exception {
        assertThat(story.atDesk(words.text())).contains("WHAT RUNS WHEN", "LIST, VERIFY, RESTORE");
    }

    static void upgrade(Passage words, Story story) throws Exception {
        assertThat(story.atDesk(words.text())).contains("REVISION: 2");
    }

    /** And installs it again, as the story goes on. */
    static void uninstall(Passage words, Story story) throws Exception {
        story.atDesk(words.text());
        assertThat(story.cluster().objects().all("CronJob")).isEmpty();
        showWhatIsLeft(words.withText("oc get pv,pvc -n etcd-snapshot"), story);
        story.atDesk("helm install etcd-snapshot chart -n etcd-snapshot -f my-values.yaml");
    }

    static void showWhatIsLeft(Passage words, Story story) throws Exception {
        assertThat(story.atDesk(words.text())).contains("persistentvolume/", "persistentvolumeclaim/");
    }

    static void debug(Passage words, Story story) throws Exception {
        assertThat(debug(words.text(), story))
                .contains("would keep", Story.newest(story.cluster().volume()));
    }

    /** The page as it is now, and the one that the runs have left. */
    static void lookAtThePage(Passage words, Story story) throws Exception {
        assertThat(debug(words.text().replace(" > backups.html", ""), story))
                .startsWith("<!doctype html>")
                .contains(Story.newest(story.cluster().volume()));
        assertThat(story.cluster().volume().resolve("etcd-snapshot.html"))
                .content()
                .contains("/pv");
    }

    /** What {@code oc debug} does: that container of the CronJob's pod, alone, with another command. */
    private static String debug(String words, Story story) throws Exception {
        Matcher line = Pattern.compile(
                        "oc debug -n etcd-snapshot cronjob/(\\S+) -c (\\S+) --one-container -- etcd-snapshot (.+)")
                .matcher(words);
        assertThat(line.matches()).isTrue();
        RenderedPod.Ended ended = story.cluster()
                .debug(line.group(1), line.group(2), List.of(line.group(3).split(" ")));
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        return ended.out();
    }

    static void writeAlerts(Passage words, Story story) throws Exception {
        Files.writeString(story.desk().path("alerts.yaml"), words.text());
    }

    static void applyAlerts(Passage words, Story story) throws Exception {
        story.atDesk(words.text());
        JsonObject spec = story.cluster()
                .objects()
                .get("AlertmanagerConfig", "etcd-snapshot")
                .getAsJsonObject("spec");
        assertThat(spec.getAsJsonObject("route").get("receiver"))
                .isEqualTo(spec.getAsJsonArray("receivers")
                        .get(0)
                        .getAsJsonObject()
                        .get("name"));
        JsonObject secret = story.cluster().objects().get("Secret", "slack");
        assertThat(secret.getAsJsonObject("data").keySet()).containsExactly("url");
    }

    /** The volume's claim was deleted; Helm's refusal with the same command is a test of its own. */
    static void releaseVolume(Passage words, Story story) throws Exception {
        JsonObject volume = story.cluster().objects().all("PersistentVolume").get(0);
        JsonObject claim = volume.getAsJsonObject("spec").getAsJsonObject("claimRef");
        claim.addProperty("uid", "1-2-3");
        claim.addProperty("resourceVersion", "7");
        String name = volume.getAsJsonObject("metadata").get("name").getAsString();
        story.atDesk(words.text().replace("VOLUME", name) + " --type=merge");
        assertThat(volume.getAsJsonObject("spec").getAsJsonObject("claimRef").keySet())
                .containsExactlyInAnyOrder("namespace", "name");
    }

    /** As an archive that podman takes on another host. */
    static void saveImage(Passage words, Story story) throws Exception {
        story.atDesk(words.text());
        story.atDesk("tar -tf etcd-snapshot.tar manifest.json");
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
