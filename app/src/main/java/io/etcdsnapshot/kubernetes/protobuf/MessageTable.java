package io.etcdsnapshot.kubernetes.protobuf;

import io.etcdsnapshot.io.BundledText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The messages that Kubernetes and OpenShift store, in all versions known to this program. */
public final class MessageTable {
    private static final String RESOURCE = "/io/etcdsnapshot/kubernetes/messages.txt";
    /** OpenShift's objects had no group before 3.6; migrated ones keep their old version. */
    private static final String LEGACY = "v1";

    private final Map<String, String> kinds = new HashMap<>();
    /** The lines of each message, the first of which names it. */
    private final Map<String, List<String>> lines = new HashMap<>();
    /** Those that were asked for: a program that shows one object needs few of thousands. */
    private final Map<String, MessageType> messages = new ConcurrentHashMap<>();

    private MessageTable() {}

    /** Returns the table, read once. */
    public static MessageTable get() {
        return Holder.TABLE;
    }

    private static final class Holder {
        private static final MessageTable TABLE = read();
    }

    private static MessageTable read() {
        MessageTable table = new MessageTable();
        try (BufferedReader lines = BundledText.open(MessageTable.class, RESOURCE)) {
            List<String> message = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                message = Character.isDigit(line.charAt(0)) ? message : table.begin(line);
                message.add(line);
            }
            return table;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns where the lines of a message belong. */
    private List<String> begin(String line) {
        List<String> message = new ArrayList<>();
        String[] words = line.split(" ", -1);
        switch (words[0]) {
            case "kind" -> kinds.put(words[1] + " " + words[2], words[3]);
            case "message", "wrapper" -> lines.put(words[1], message);
            default -> {} // a comment
        }
        return message;
    }

    /** Returns the message of a kind, or empty if this program does not know it. */
    Optional<MessageType> kind(TypeMeta type) {
        String name = kinds.get(type.apiVersion() + " " + type.kind());
        if (name == null && type.apiVersion().equals(LEGACY)) {
            name = openshift(type.kind());
        }
        if (name == null) {
            name = kinds.get("meta.k8s.io/v1 " + type.kind());
        }
        return Optional.ofNullable(name).map(this::message);
    }

    private @Nullable String openshift(String kind) {
        return kinds.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(".openshift.io/v1 " + kind))
                .map(Map.Entry::getValue)
                .sorted()
                .findFirst()
                .orElse(null);
    }

    @Nullable
    MessageType message(String name) {
        return messages.computeIfAbsent(name, wanted -> {
            List<String> message = lines.get(wanted);
            return message == null ? null : parse(wanted, message);
        });
    }

    private static MessageType parse(String name, List<String> message) {
        boolean wrapper = message.get(0).startsWith("wrapper");
        return new MessageType(
                name, wrapper, message.stream().skip(1).map(FieldType::parse).toList());
    }
}
