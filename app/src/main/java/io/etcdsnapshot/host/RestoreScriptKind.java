package io.etcdsnapshot.host;

/**
 * The generations of OpenShift's {@code cluster-restore.sh}, told by the script's own text, since a host may have been
 * updated. Source: cluster-etcd-operator, {@code bindata/etcd/cluster-restore.sh} of the release branches.
 */
public enum RestoreScriptKind {
    /** Up to 4.17: stops and restarts all four static pods; bumps the revision on request only. */
    ALL_STATIC_PODS,
    /** 4.18 to 4.22: stops etcd alone, always bumps the revision, and gives up half-way if other files are in its way. */
    ETCD_ALONE,
    /** From 4.23 on: as before, and moves other files out of its way. */
    ETCD_ALONE_AND_MOVES_FILES,
    /** Not OpenShift's. */
    UNKNOWN;

    static RestoreScriptKind of(String script) {
        if (script.contains("backup_remaining_etcd_data_dir_contents")) {
            return ETCD_ALONE_AND_MOVES_FILES;
        } else if (script.contains("AUX_STATIC_POD_LIST")) {
            return ALL_STATIC_PODS;
        }
        return script.contains("ETCD_STATIC_POD_LIST") ? ETCD_ALONE : UNKNOWN;
    }
}
