package io.etcdsnapshot.backup;

/** What a file is within its set. */
public enum FileRole {
    SNAPSHOT("snapshot_", ".db"),
    KUBE_RESOURCES("static_kuberesources_", ".tar.gz");

    private final String prefix;
    private final String suffix;

    FileRole(String prefix, String suffix) {
        this.prefix = prefix;
        this.suffix = suffix;
    }

    String prefix() {
        return prefix;
    }

    String suffix() {
        return suffix;
    }
}
