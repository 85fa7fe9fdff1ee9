package io.etcdsnapshot.kube;

import io.etcdsnapshot.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One page of the API's list of nodes. Source: Kubernetes API reference, NodeList v1.
 *
 * @param next the token that continues the list, empty on its last page
 */
record NodePage(List<Node> nodes, String next) {
    /** @param internalIps in the node's own order */
    record Node(String name, List<String> internalIps) {}

    /** @throws IllegalArgumentException if the text is no such list */
    static NodePage parse(String text) {
        Map<?, ?> list = Json.readObject(text);
        if (!(list.get("items") instanceof List<?> items)) {
            throw new IllegalArgumentException("it has no items");
        }
        Object next = map(list.get("metadata")).get("continue");
        return new NodePage(
                items.stream().map(item -> node(map(item))).toList(), next instanceof String token ? token : "");
    }

    private static Node node(Map<?, ?> item) {
        if (!(map(item.get("metadata")).get("name") instanceof String name)) {
            throw new IllegalArgumentException("it has a node without a name");
        }
        List<String> internal = map(item.get("status")).get("addresses") instanceof List<?> addresses
                ? addresses.stream()
                        .map(NodePage::map)
                        .filter(address -> "InternalIP".equals(address.get("type")))
                        .map(address -> Objects.toString(address.get("address"), ""))
                        .filter(address -> !address.isEmpty())
                        .toList()
                : List.of();
        return new Node(name, internal);
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
