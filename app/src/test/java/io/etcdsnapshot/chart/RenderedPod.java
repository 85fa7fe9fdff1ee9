package io.etcdsnapshot.chart;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.testing.ContainerImage;
import io.etcdsnapshot.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A pod of the chart, run as the kubelet would: real containers, one after another, on one host. */
public final class RenderedPod {
    /** What a container came to, and its termination message. */
    public record Ended(int exitCode, String out, String err, String message) {
        JsonObject summary() {
            return JsonParser.parseString(message).getAsJsonObject();
        }
    }

    private final Release release;
    private final Node spec;
    private final Cluster cluster;
    private final Path directory;

    /**
     * @param release that the pod is from
     * @param directory for what the pod has for itself
     */
    public RenderedPod(Release release, Node spec, Cluster cluster, Path directory) {
        this.release = release;
        this.spec = spec;
        this.cluster = cluster;
        this.directory = directory;
    }

    /**
     * Init containers in their order, until one fails; then the others side by side.
     *
     * @return by the container's name, those that were started
     */
    public Map<String, Ended> run() throws IOException, InterruptedException {
        Map<String, Ended> ended = runInit();
        if (ended.values().stream().anyMatch(each -> each.exitCode() != 0)) {
            return ended;
        }
        List<Node> containers = spec.at("containers").items();
        ExecutorService threads = Executors.newFixedThreadPool(containers.size());
        try {
            List<Future<Ended>> running = containers.stream()
                    .map(each -> threads.submit(() -> run(each)))
                    .toList();
            for (int i = 0; i < containers.size(); i++) {
                ended.put(containers.get(i).at("name").text(), running.get(i).get());
            }
            return ended;
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            threads.shutdown();
        }
    }

    /** The init containers alone: all that happens where the node is drained then. */
    Map<String, Ended> runInit() throws IOException, InterruptedException {
        Map<String, Ended> ended = new LinkedHashMap<>();
        for (Node container : spec.at("initContainers").items()) {
            String name = container.at("name").text();
            ended.put(name, run(container));
            if (ended.get(name).exitCode() != 0) {
                break;
            }
        }
        return ended;
    }

    /** One of the containers alone, with other arguments: what {@code oc debug --one-container} makes of a pod. */
    public Ended runAlone(String name, List<String> arguments) throws IOException, InterruptedException {
        return run(spec.at("containers").named(name), arguments);
    }

    private Ended run(Node container) throws IOException, InterruptedException {
        return run(container, container.at("args").texts());
    }

    private Ended run(Node container, List<String> given) throws IOException, InterruptedException {
        Path log = Files.createFile(Files.createDirectories(directory.resolve("logs"))
                .resolve(container.at("name").text()));
        List<String> options = new ArrayList<>(List.of("--volume", log + ":/dev/termination-log"));
        options.addAll(rights(container.at("securityContext")));
        options.addAll(List.of(
                "--memory", container.at("resources.limits.memory").text().replace("i", "")));
        for (Node variable : container.at("env").items()) {
            options.addAll(
                    List.of("--env", "%s=%s".formatted(variable.at("name").text(), value(variable))));
        }
        for (Map.Entry<String, String> variable : cluster.environment().entrySet()) {
            options.addAll(List.of("--env", variable.getKey() + "=" + variable.getValue()));
        }
        for (Node mount : container.at("volumeMounts").items()) {
            options.addAll(List.of("--volume", volume(mount)));
        }
        List<String> arguments = new ArrayList<>(given);
        List<String> command = container.at("command").texts();
        if (!command.isEmpty()) {
            options.addAll(List.of("--entrypoint", command.get(0)));
            arguments.addAll(0, command.subList(1, command.size()));
        }
        Program.Result result =
                ContainerImage.run(options, arguments.toArray(String[]::new)).run();
        return new Ended(
                result.exitCode(),
                result.out(),
                result.err(),
                Files.readString(log).strip());
    }

    private static List<String> rights(Node security) {
        List<String> options = new ArrayList<>();
        options.addAll(List.of(
                "--user",
                security.at("runAsUser").text() + ":"
                        + security.at("runAsGroup").text()));
        if (security.at("privileged").value().equals(true)) {
            options.add("--privileged");
        } else {
            security.at("capabilities.drop").texts().forEach(name -> options.addAll(List.of("--cap-drop", name)));
            security.at("capabilities.add").texts().forEach(name -> options.addAll(List.of("--cap-add", name)));
        }
        if (Boolean.FALSE.equals(security.at("allowPrivilegeEscalation").value())) {
            options.addAll(List.of("--security-opt", "no-new-privileges"));
        }
        if (Boolean.TRUE.equals(security.at("readOnlyRootFilesystem").value())) {
            options.addAll(List.of("--read-only", "--read-only-tmpfs=false"));
        }
        return options;
    }

    private String value(Node variable) {
        Node field = variable.at("valueFrom.fieldRef.fieldPath");
        return switch (field.text()) {
            case "spec.nodeName" -> cluster.nodeName();
            case "metadata.name" -> directory.getFileName().toString();
            case "null" -> variable.at("value").text();
            default -> throw new AssertionError("unknown field " + field.text());
        };
    }

    /** SOURCE:DESTINATION:OPTIONS, what lies below the source mounted too. */
    private String volume(Node mount) throws IOException {
        String name = mount.at("name").text();
        Path source = source(name, spec.at("volumes").named(name));
        boolean readOnly = Boolean.TRUE.equals(mount.at("readOnly").value());
        return "%s:%s:%s,rbind".formatted(source, mount.at("mountPath").text(), readOnly ? "ro" : "rw");
    }

    private Path source(String name, Node volume) throws IOException {
        Path own = directory.resolve("volumes").resolve(name);
        if (!volume.at("hostPath").missing()) {
            String path = volume.at("hostPath.path").text();
            Path source =
                    path.equals("/") ? cluster.hostRoot() : cluster.hostRoot().resolve(path.substring(1));
            return volume.at("hostPath.type").text().equals("DirectoryOrCreate")
                    ? Files.createDirectories(source)
                    : source;
        }
        if (!volume.at("persistentVolumeClaim").missing()) {
            return cluster.volume();
        }
        if (!volume.at("secret").missing()) {
            return cluster.secret(volume.at("secret.secretName").text());
        }
        if (!volume.at("projected").missing()) {
            return cluster.serviceAccount();
        }
        Files.createDirectories(own);
        if (!volume.at("configMap").missing()) {
            Node data =
                    release.get("ConfigMap", volume.at("configMap.name").text()).at("data");
            for (String file : data.keys()) {
                Files.writeString(own.resolve(file), data.key(file).text());
            }
        } else if (volume.at("emptyDir").missing()) {
            throw new AssertionError("unknown kind of volume: " + volume);
        }
        return own;
    }

    /** What the pod finds around it. */
    public interface Cluster {
        String nodeName();

        /** Of the node that the pod runs on. */
        Path hostRoot();

        /** What the claim is bound to. */
        Path volume();

        /** A directory with a file for each key. */
        Path secret(String name);

        /** A directory with {@code token} and {@code ca.crt}. */
        Path serviceAccount();

        /** What the kubelet adds to every container. */
        Map<String, String> environment();
    }
}
