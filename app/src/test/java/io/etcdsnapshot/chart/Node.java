package io.etcdsnapshot.chart;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A place in a parsed YAML document, which may not be there, so that an assertion fails and not the way to it. */
public record Node(Object value) {

    private static final Node MISSING = new Node(null);

    /** Follows keys and list indexes separated by dots; a key that holds dots itself is read with {@link #key}. */
    public Node at(String path) {
        Node node = this;
        for (String step : path.split("\\.", -1)) {
            node = node.key(step);
        }
        return node;
    }

    public Node key(String key) {
        if (value instanceof Map<?, ?> map) {
            return new Node(map.get(key));
        }
        if (value instanceof List<?> list && key.matches("[0-9]+") && Integer.parseInt(key) < list.size()) {
            return new Node(list.get(Integer.parseInt(key)));
        }
        return MISSING;
    }

    public Node named(String name) {
        return items().stream()
                .filter(item -> name.equals(item.at("name").value()))
                .findFirst()
                .orElse(MISSING);
    }

    public List<Node> items() {
        return value instanceof List<?> list ? list.stream().map(Node::new).toList() : List.of();
    }

    public List<String> texts() {
        return items().stream().map(Node::text).toList();
    }

    public List<String> names() {
        return items().stream().map(item -> item.at("name").text()).toList();
    }

    public Set<String> keys() {
        return value instanceof Map<?, ?> map
                ? map.keySet().stream().map(String::valueOf).collect(Collectors.toSet())
                : Set.of();
    }

    public boolean missing() {
        return value == null;
    }

    public String text() {
        return String.valueOf(value);
    }
}
