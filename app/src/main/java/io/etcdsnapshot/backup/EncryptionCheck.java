package io.etcdsnapshot.backup;

import io.etcdsnapshot.etcd.Finding;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks whether the keys that a set carries open what its snapshot holds encrypted. */
@FunctionalInterface
public interface EncryptionCheck {
    /** Checks nothing. */
    /** The name of its findings. */
    String NAME = "encryption";

    EncryptionCheck NONE = evidence -> List.of();

    /** @return a finding for each key that is used, and that is there or is missing */
    List<Finding> check(Evidence evidence);

    /**
     * Holds what a verification found.
     *
     * @param snapshotFile name of the snapshot, for findings; null if it is kept elsewhere
     * @param kubeResourcesFile name of the archive, for findings; null if it is kept elsewhere
     * @param used each key that live values are encrypted with, and one of them if there is one of at most 64 KiB; by the
     *     manifest alone, and without values, where the snapshot is kept elsewhere
     * @param serverKeys the Secrets with the keys of OpenShift's further API servers, as they are stored
     * @param configuration the {@code EncryptionConfiguration} that kube-apiserver reads, JSON or YAML; null if the
     *     archive holds none
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Evidence(
            @Nullable String snapshotFile,
            @Nullable String kubeResourcesFile,
            Map<EncryptedUse, List<StoredValue>> used,
            List<StoredValue> serverKeys,
            byte @Nullable [] configuration) {}
}
