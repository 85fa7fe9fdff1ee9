package io.etcdsnapshot.chart;

import java.util.List;

/** What one rendering of the chart would install. */
public record Release(String text, List<Node> objects) {

    public Release(String text) {
        this(text, Chart.parse(text));
    }

    List<Node> all(String kind) {
        return objects.stream()
                .filter(object -> kind.equals(object.at("kind").value()))
                .toList();
    }

    List<String> names(String kind) {
        return all(kind).stream()
                .map(object -> object.at("metadata.name").text())
                .toList();
    }

    /** The object of that kind and name, or a missing node. */
    Node get(String kind, String name) {
        return all(kind).stream()
                .filter(object -> name.equals(object.at("metadata.name").value()))
                .findFirst()
                .orElse(new Node(null));
    }

    /** The object of that kind, if there is one alone. */
    Node only(String kind) {
        List<Node> all = all(kind);
        return all.size() == 1 ? all.get(0) : new Node(null);
    }

    /** What the program of this release reads. */
    public Node values() {
        return Chart.parse(only("ConfigMap").at("data").key("values.yaml").text())
                .get(0);
    }

    Node cronJob(String name) {
        return get("CronJob", name).at("spec");
    }

    public Node pod(String cronJob) {
        return cronJob(cronJob).at("jobTemplate.spec.template.spec");
    }

    Node container(String cronJob, String name) {
        Node init = pod(cronJob).at("initContainers").named(name);
        return init.missing() ? pod(cronJob).at("containers").named(name) : init;
    }
}
