package io.etcdsnapshot.backup;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Names the part of a set that is kept at one place. The kube resources can hold the keys of etcd's encryption, so Red Hat advises to
 * keep them apart from the snapshot.
 */
public enum Content {
    ALL("all", "whole", null),
    SNAPSHOT("snapshot", "snapshot only", FileRole.SNAPSHOT),
    KUBE_RESOURCES("kubeResources", "kube resources only", FileRole.KUBE_RESOURCES);

    private final String name;
    private final String words;
    private final @Nullable FileRole only;

    Content(String name, String words, @Nullable FileRole only) {
        this.name = name;
        this.words = words;
        this.only = only;
    }

    /**
     * @param name as in manifests and values
     * @throws IllegalArgumentException if there is no such content
     */
    public static Content parse(String name) {
        return Stream.of(values())
                .filter(content -> content.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'%s' is not one of all, snapshot, kubeResources".formatted(name)));
    }

    public boolean isHalf() {
        return only != null;
    }

    public boolean covers(FileRole role) {
        return only == null || only == role;
    }

    public boolean covers(Content other) {
        return only == null || only == other.only;
    }

    /** Returns the part that is in both; empty for the two halves. */
    public Optional<Content> and(Content other) {
        if (covers(other)) {
            return Optional.of(other);
        }
        return other.covers(this) ? Optional.of(this) : Optional.empty();
    }

    /** Returns the words that a person reads. */
    public String words() {
        return words;
    }

    /** Returns the name in manifests and values. */
    @Override
    public String toString() {
        return name;
    }
}
