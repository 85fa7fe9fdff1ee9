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

    /**
     * @param name as in manifests
     * @throws IllegalArgumentException if there is no such role
     */
    public static FileRole parse(String name) {
        for (FileRole role : values()) {
            if (role.name.equals(name)) {
                return role;
            }
        }
        throw new IllegalArgumentException("unknown: " + name);
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
