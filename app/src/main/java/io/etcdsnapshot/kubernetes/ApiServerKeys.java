package io.etcdsnapshot.kubernetes;

import io.etcdsnapshot.kubernetes.encryption.EncryptionKey;
import io.etcdsnapshot.kubernetes.encryption.Keyring;
import io.etcdsnapshot.kubernetes.resource.ResourceKey;
import java.util.List;

/**
 * The keys of the API servers that share an etcd. Their names are counters, so that key "1" of one server is not key "1"
 * of another.
 *
 * @param kubernetes kube-apiserver's, from the kube resources or the host
 * @param openshift those of openshift-apiserver and openshift-oauth-apiserver, from Secrets in the snapshot
 */
public record ApiServerKeys(Keyring kubernetes, Keyring openshift) {
    public static final ApiServerKeys NONE = new ApiServerKeys(Keyring.EMPTY, Keyring.EMPTY);

    private static final String OPENSHIFT_ROOT = "/openshift.io";

    /** Returns the same with more keys of OpenShift's servers. */
    public ApiServerKeys withOpenshift(List<EncryptionKey> more) {
        return new ApiServerKeys(kubernetes, openshift.plus(more));
    }

    Keyring of(ResourceKey key) {
        return ofRoot(key.root());
    }

    Keyring ofRoot(String root) {
        return root.equals(OPENSHIFT_ROOT) ? openshift : kubernetes;
    }
}
