package io.etcdsnapshot.readme;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.etcdsnapshot.chart.Chart;
import io.etcdsnapshot.chart.Node;
import io.etcdsnapshot.chart.Release;
import io.etcdsnapshot.chart.RenderedPod;
import io.etcdsnapshot.testing.KubeApi;
import io.etcdsnapshot.testing.KubeObjects;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An OpenShift cluster of three masters as its API shows it; what it is to run, it runs in containers on master-0. */
final class Cluster implements RenderedPod.Cluster {
    private final KubeApi api;
    private final Path hostRoot;
    private final Path directory;
    private final KubeObjects objects = new KubeObjects(this::run);
    private int directories;

    Cluster(KubeApi api, Path hostRoot, Path directory) throws IOException {
        this.api = api;
        this.hostRoot = hostRoot;
        this.directory = directory;
        try (InputStream in = Cluster.class.getResourceAsStream("cluster.yaml")) {
            Chart.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .forEach(object ->
                            objects.add(new Gson().toJsonTree(object.value()).getAsJsonObject()));
        }
    }

    KubeObjects objects() {
        return objects;
    }

    Release release() {
        return new Release(objects.manifest());
    }

    /** Whether the pods of that kind of object ended well is in their status. */
    private void run(JsonObject object) {
        if (object.get("kind").getAsString().equals("Pod")) {
            runPod(object);
            return;
        }
        JsonObject pod =
                object.getAsJsonObject("spec").getAsJsonObject("template").deepCopy();
        String namespace = object.getAsJsonObject("metadata").get("namespace").getAsString();
        String name = object.getAsJsonObject("metadata").get("name").getAsString();
        pod.addProperty("kind", "Pod");
        pod.addProperty("apiVersion", "v1");
        pod.getAsJsonObject("metadata").addProperty("namespace", namespace);
        pod.getAsJsonObject("metadata").addProperty("name", name + "-x7k2p");
        objects.add(pod);
        runPod(pod);
    }

    private void runPod(JsonObject pod) {
        JsonObject status = new JsonObject();
        StringBuilder log = new StringBuilder();
        try {
            JsonArray init = new JsonArray();
            JsonArray containers = new JsonArray();
            List<String> initNames =
                    Chart.parse(pod.toString()).get(0).at("spec.initContainers").names();
            boolean well = true;
            for (Map.Entry<String, RenderedPod.Ended> each : containersOf(pod).entrySet()) {
                RenderedPod.Ended ended = each.getValue();
                JsonObject terminated = new JsonObject();
                terminated.addProperty("exitCode", ended.exitCode());
                terminated.addProperty("message", ended.message());
                JsonObject state = new JsonObject();
                state.add("terminated", terminated);
                JsonObject container = new JsonObject();
                container.addProperty("name", each.getKey());
                container.add("state", state);
                (initNames.contains(each.getKey()) ? init : containers).add(container);
                log.append(ended.out()).append(ended.err());
                well &= ended.exitCode() == 0;
            }
            status.addProperty("phase", well ? "Succeeded" : "Failed");
            status.add("initContainerStatuses", init);
            status.add("containerStatuses", containers);
        } catch (IOException | InterruptedException | AssertionError e) {
            log.append(e);
            status.addProperty("phase", "Failed");
        }
        pod.add("status", status);
        pod.addProperty("log", log.toString());
    }

    private Map<String, RenderedPod.Ended> containersOf(JsonObject pod) throws IOException, InterruptedException {
        Node spec = Chart.parse(pod.toString()).get(0).at("spec");
        List<String> nodes = objects.all("Node").stream()
                .map(node -> node.getAsJsonObject("metadata"))
                .filter(node -> node.getAsJsonObject("labels")
                        .entrySet()
                        .containsAll(pod.getAsJsonObject("spec")
                                .getAsJsonObject("nodeSelector")
                                .entrySet()))
                .map(node -> node.get("name").getAsString())
                .toList();
        if (!nodes.equals(List.of(nodeName()))) {
            throw new AssertionError("nodes that match %s: %s".formatted(spec.at("nodeSelector"), nodes));
        }
        return new RenderedPod(release(), spec, this, next("pod")).run();
    }

    /** One container of a CronJob's pod, with other arguments. */
    RenderedPod.Ended debug(String cronJob, String container, List<String> arguments)
            throws IOException, InterruptedException {
        return new RenderedPod(release(), release().pod(cronJob), this, next("pod")).runAlone(container, arguments);
    }

    private Path next(String name) throws IOException {
        return Files.createDirectories(directory.resolve(name + directories++));
    }

    @Override
    public String nodeName() {
        return "master-0";
    }

    @Override
    public Path hostRoot() {
        return hostRoot;
    }

    @Override
    public Path volume() {
        try {
            return Files.createDirectories(directory.resolve("volume"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Path secret(String name) {
        JsonObject data = objects.get("Secret", name).getAsJsonObject("data");
        try {
            Path keys = next("secret");
            for (String key : data.keySet()) {
                byte[] value = Base64.getDecoder().decode(data.get(key).getAsString());
                Files.setPosixFilePermissions(
                        Files.write(keys.resolve(key), value), PosixFilePermissions.fromString("r--------"));
            }
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Path serviceAccount() {
        return api.serviceAccount();
    }

    @Override
    public Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>(api.environment());
        environment.remove("ETCD_SNAPSHOT_SERVICE_ACCOUNT");
        return environment;
    }
}
