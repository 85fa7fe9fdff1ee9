package io.etcdsnapshot.host;

import io.etcdsnapshot.backup.BackupSource;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.StagingDirectory;
import io.etcdsnapshot.failure.Failure;
import java.nio.file.Path;

/**
 * {@code --method auto}: the host's script, and the built-in method only when the script could not get etcdctl or the
 * host is of a kind that has no script. Never past a refusal.
 */
public final class AutoBackupSource implements BackupSource {
    private final ClusterBackupScript script;
    private final EtcdctlBackup etcdctl;
    private final HostRoot root;
    private final Log log;

    public AutoBackupSource(ClusterBackupScript script, EtcdctlBackup etcdctl, HostRoot root, Log log) {
        this.script = script;
        this.etcdctl = etcdctl;
        this.root = root;
        this.log = log;
    }

    @Override
    public String program() throws InterruptedException {
        return isWithoutScript() ? etcdctl.program() : script.program();
    }

    private boolean isWithoutScript() {
        return !script.exists() && KubeadmHost.isOne(root);
    }

    @Override
    public String capture(StagingDirectory staging) throws InterruptedException {
        if (isWithoutScript()) {
            log.info("this host has no cluster-backup.sh: using etcdctl");
            return etcdctl.capture(staging);
        }
        Failure noEtcdctl = script.tryCapture(staging);
        if (noEtcdctl == null) {
            return "script";
        }
        log.warn("the script could not get etcdctl: using the one on this host");
        ClusterBackupScript.empty(staging);
        return etcdctl.captureAfterScript(staging.path());
    }

    @Override
    public void abandon(Path staging) {
        script.abandon(staging);
    }
}
