package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.testing.KubeApi;
import io.etcdsnapshot.testing.KubeObjects;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Releases that are installed and upgraded by the real helm commands, in a cluster that has objects already. */
class ReleaseIT {

    private static final String NFS = "{mode: pv, pv: {server: nfs.example.com, path: /exports}}";

    @TempDir
    Path directory;

    private KubeObjects objects;
    private KubeApi api;
    private Path kubeconfig;

    @BeforeEach
    void start() throws Exception {
        objects = new KubeObjects(this::bindItsClaims);
        api = KubeApi.start(directory).serve(objects);
        kubeconfig = api.kubeconfig();
        add(
                "{kind: Namespace, apiVersion: v1, metadata: {name: etcd-backup, labels: {pod-security.kubernetes.io/enforce: restricted}}}");
        add("{kind: Node, apiVersion: v1, metadata: {name: master-0, labels: {kubernetes.io/hostname: master-0}}}");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    /** A pod that is to start yet would never do so without its ConfigMap, and one that runs must not change its rules. */
    @ParameterizedTest
    @EnumSource(HelmCommand.class)
    void anUpgradeLeavesARunItsValues(HelmCommand helm) throws Exception {
        wentWell(helm(helm, "install", "retention: {keepLast: 5}"));
        JsonObject first = objects.all("ConfigMap").get(0);
        JsonObject job = runningJob();

        wentWell(helm(helm, "upgrade", "retention: {keepLast: 1}"));

        assertThat(objects.all("ConfigMap")).hasSize(2).contains(first);
        assertThat(first.get("immutable").getAsBoolean()).isTrue();
        assertThat(mounted(objects.get("CronJob", "etcd-snapshot")
                        .getAsJsonObject("spec")
                        .getAsJsonObject("jobTemplate")))
                .isNotEqualTo(name(first));

        job.add(
                "status",
                JsonParser.parseString("{\"conditions\": [{\"type\": \"Suspended\", \"status\": \"False\"}]}"));
        wentWell(helm(helm, "upgrade", "retention: {keepLast: 2}"));
        assertThat(objects.all("ConfigMap")).as("the run goes on").contains(first);

        job.add("status", JsonParser.parseString("{\"conditions\": [{\"type\": \"Complete\", \"status\": \"True\"}]}"));
        wentWell(helm(helm, "upgrade", "retention: {keepLast: 3}"));
        wentWell(helm(helm, "upgrade", "retention: {keepLast: 4}"));

        assertThat(objects.all("ConfigMap"))
                .as("those of now and of the last moment")
                .hasSize(2)
                .doesNotContain(first);
    }

    @ParameterizedTest
    @EnumSource(HelmCommand.class)
    void anotherExportLeavesTheVolumeThatHoldsSets(HelmCommand helm) throws Exception {
        wentWell(helm(helm, "install", NFS));

        wentWell(helm(helm, "upgrade", NFS.replace("/exports", "/other")));

        assertThat(objects.all("PersistentVolume")).hasSize(2);
        assertThat(objects.all("PersistentVolumeClaim")).hasSize(2);
    }

    /** Its claim was deleted with the project: a new one would stay Pending for ever. */
    @ParameterizedTest
    @EnumSource(HelmCommand.class)
    void aReleasedVolumeIsNamedWithTheCommandThatFreesIt(HelmCommand helm) throws Exception {
        String volume = name(Chart.render(NFS).only("PersistentVolume"));
        add(
                """
            {kind: PersistentVolume, apiVersion: v1, metadata: {name: %s},
             spec: {claimRef: {namespace: etcd-backup, name: %s, uid: 1-2-3, resourceVersion: '7'}}, status: {phase: Released}}
            """
                        .formatted(volume, volume));

        Program.Result refused = helm(helm, "install", NFS);

        assertThat(refused.exitCode()).isNotZero();
        assertThat(objects.all("CronJob")).isEmpty();
        Matcher command = Pattern.compile("oc (patch pv \\S+ -p '[^']+')").matcher(refused.err());
        assertThat(command.find()).as(refused.err()).isTrue();
        RealThings.require("kubectl");
        Program.of("bash", "-c", "kubectl " + command.group(1) + " --type=merge")
                .with("KUBECONFIG", kubeconfig.toString())
                .with("HOME", directory.toString())
                .output();
        assertThat(objects.get("PersistentVolume", volume)
                        .getAsJsonObject("spec")
                        .getAsJsonObject("claimRef")
                        .keySet())
                .containsExactlyInAnyOrder("namespace", "name");
    }

    @ParameterizedTest
    @EnumSource(HelmCommand.class)
    void aClaimThatCannotChangeRefusesTheUpgradeBeforeAnythingChanged(HelmCommand helm) throws Exception {
        wentWell(helm(helm, "install", "{mode: pv, pv: {storageClassName: fast, capacity: 100Gi}}"));
        List<JsonObject> before = objects.all("ConfigMap");

        assertThat(helm(
                                helm,
                                "upgrade",
                                "{mode: pv, pv: {storageClassName: slow, capacity: 50Gi, accessModes: [ReadWriteMany]}}")
                        .err())
                .contains("the claim etcd-snapshot exists")
                .contains("accessModes, storageClassName, capacity (now 100Gi)");
        assertThat(objects.all("ConfigMap")).isEqualTo(before);
        wentWell(helm(helm, "upgrade", "{mode: pv, pv: {storageClassName: fast, capacity: 0.2Ti}}"));
    }

    /** As most classes of OpenShift do it, which bind a claim once a pod uses it. */
    private void bindItsClaims(JsonObject job) {
        if (job.toString().contains("\"claimName\":\"etcd-snapshot\"")) {
            objects.get("PersistentVolumeClaim", "etcd-snapshot")
                    .add("status", JsonParser.parseString("{\"phase\": \"Bound\"}"));
        }
    }

    @ParameterizedTest
    @EnumSource(HelmCommand.class)
    void anInstallationThatWaitsComesToAnEndThoughTheClaimWaitsForAPod(HelmCommand helm) throws Exception {
        Path values = Files.writeString(directory.resolve("values"), "{mode: pv, pv: {storageClassName: fast}}");
        Program install = helm.of("install", "etcd-snapshot", Chart.DIRECTORY.toString(), "--namespace=etcd-backup")
                .and("--values=" + values, "--timeout=20s", helm == HelmCommand.HELM_3 ? "--wait" : "--wait=legacy");

        wentWell(inCluster(install).run());

        wentWell(helm(helm, "upgrade", "{mode: pv, pv: {storageClassName: fast}}"));
        assertThat(objects.all("Job")).as("it is for the installation alone").isEmpty();
    }

    /** Replaces the whole string by a map without a repository. */
    @ParameterizedTest
    @EnumSource(HelmCommand.class)
    void anImageWithoutARepositoryIsRefused(HelmCommand helm) throws Exception {
        wentWell(helm(helm, "install", "image: registry.example.com/etcd-snapshot:1"));

        Program.Result refused = inCluster(helm.of(
                        "upgrade",
                        "etcd-snapshot",
                        Chart.DIRECTORY.toString(),
                        "--namespace=etcd-backup",
                        "--reuse-values",
                        "--set=image.tag=v2"))
                .run();

        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.err()).contains("image.repository: missing; with --reuse-values");
    }

    /** On an upgrade, the API server keeps an account that is no longer named. */
    @ParameterizedTest
    @EnumSource(HelmCommand.class)
    void anAccountThatIsNoLongerUsedIsReplaced(HelmCommand helm) throws Exception {
        wentWell(helm(helm, "install", ""));

        wentWell(helm(helm, "upgrade", "serviceAccount: {use: false}"));

        assertThat(objects.all("ServiceAccount")).isEmpty();
        assertThat(objects.get("CronJob", "etcd-snapshot")
                        .getAsJsonObject("spec")
                        .getAsJsonObject("jobTemplate")
                        .getAsJsonObject("spec")
                        .getAsJsonObject("template")
                        .getAsJsonObject("spec")
                        .get("serviceAccountName")
                        .getAsString())
                .isEqualTo("default");
    }

    @ParameterizedTest
    @EnumSource(HelmCommand.class)
    void theNotesTellWhatTheClusterStillLacks(HelmCommand helm) throws Exception {
        String values = "{mode: both, pv: {existingClaim: c}, proxy: {secret: p}}";
        assertThat(helm(helm, "install", values).out())
                .contains(
                        "namespace etcd-backup: not labelled for privileged pods",
                        "nodes: none is labelled etcd-snapshot.example.com/role=snapshot",
                        "there is no Secret ssh-key-pair with the key private",
                        "there is no Secret p in etcd-backup",
                        "there is no claim c in etcd-backup");

        label(objects.get("Namespace", "etcd-backup"), "pod-security.kubernetes.io/enforce", "privileged");
        label(objects.get("Node", "master-0"), "etcd-snapshot.example.com/role", "snapshot");
        add(
                "{kind: Secret, apiVersion: v1, metadata: {name: ssh-key-pair, namespace: etcd-backup}, data: {private: eA==}}");
        add("{kind: Secret, apiVersion: v1, metadata: {name: p, namespace: etcd-backup}, data: {}}");
        add("{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: c, namespace: etcd-backup}}");

        assertThat(helm(helm, "upgrade", values).out())
                .contains("the Secret ssh-key-pair has no key known_hosts")
                .doesNotContain("not labelled", "none is labelled", "there is no ");
    }

    /** `oc get pods` shows Init:Error without a name. */
    @ParameterizedTest
    @EnumSource(HelmCommand.class)
    void theNotesHaveACommandThatShowsTheStepThatFailed(HelmCommand helm) throws Exception {
        String notes = helm(helm, "install", "").out();
        add(
                """
            {kind: Pod, apiVersion: v1,
             metadata: {name: etcd-snapshot-1, namespace: etcd-backup, labels: {app.kubernetes.io/instance: etcd-snapshot}},
             status: {initContainerStatuses: [{name: snapshot, state: {terminated: {exitCode: 5}}}],
                      containerStatuses: [{name: purge, state: {waiting: {}}}, {name: sync, state: {waiting: {}}}]}}
            """);
        Matcher command = Pattern.compile("oc (get pods .* -o jsonpath='.*')").matcher(notes);
        assertThat(command.find()).isTrue();
        RealThings.require("kubectl");

        assertThat(Program.of("bash", "-c", "kubectl " + command.group(1))
                        .with("KUBECONFIG", kubeconfig.toString())
                        .with("HOME", directory.toString())
                        .output())
                .isEqualTo("etcd-snapshot-1 snapshot=5 purge= sync=\n");
    }

    private Program.Result helm(HelmCommand helm, String command, String values) throws Exception {
        Path file = Files.writeString(Files.createTempFile(directory, "values", ".yaml"), values);
        return inCluster(helm.of(command, "etcd-snapshot", Chart.DIRECTORY.toString(), "--namespace=etcd-backup")
                        .and("--values=" + file))
                .run();
    }

    private Program inCluster(Program helm) {
        return helm.with("KUBECONFIG", kubeconfig.toString()).with("HOME", directory.toString());
    }

    private static void wentWell(Program.Result result) {
        assertThat(result.exitCode()).as(result.all()).isZero();
    }

    /** A job of the run's CronJob as it is now. */
    private JsonObject runningJob() {
        JsonObject template = objects.get("CronJob", "etcd-snapshot")
                .getAsJsonObject("spec")
                .getAsJsonObject("jobTemplate")
                .deepCopy();
        template.addProperty("kind", "Job");
        template.addProperty("apiVersion", "batch/v1");
        template.getAsJsonObject("metadata").addProperty("name", "etcd-snapshot-1");
        template.getAsJsonObject("metadata").addProperty("namespace", "etcd-backup");
        objects.add(template);
        return objects.get("Job", "etcd-snapshot-1");
    }

    private static String mounted(JsonObject job) {
        JsonArray volumes = job.getAsJsonObject("spec")
                .getAsJsonObject("template")
                .getAsJsonObject("spec")
                .getAsJsonArray("volumes");
        return volumes.asList().stream()
                .map(volume -> volume.getAsJsonObject().getAsJsonObject("configMap"))
                .filter(configMap -> configMap != null)
                .map(configMap -> configMap.get("name").getAsString())
                .findFirst()
                .orElseThrow();
    }

    private static String name(JsonObject object) {
        return object.getAsJsonObject("metadata").get("name").getAsString();
    }

    private static String name(Node object) {
        return object.at("metadata.name").text();
    }

    private static void label(JsonObject object, String key, String value) {
        JsonObject labels = object.getAsJsonObject("metadata").getAsJsonObject("labels");
        labels.addProperty(key, value);
    }

    private void add(String yaml) {
        objects.add(new Gson().toJsonTree(Chart.parse(yaml).get(0).value()).getAsJsonObject());
    }
}
