package io.etcdsnapshot.backup;

/** Names what a file is within its set. */
public enum FileRole {
    SNAPSHOT("snapshot", "snapshot_", ".db"),
    KUBE_RESOURCES("kubeResources", "static_kuberesources_", ".tar.gz");

    private final String name;
    private final String prefix;
    private final String suffix;

    FileRole(String name, String prefix, String suffix) {
        this.name = name;
        this.prefix = prefix;
        this.suffix = suffix;
    }

    String prefix() {
        return prefix;
    }

    String suffix() {
        return suffix;
    }

    /** Returns the name in manifests. */
    @Override
    public String toString() {
        return name;
    }
}
