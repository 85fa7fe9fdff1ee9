package io.etcdsnapshot.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.StandInHost;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A control plane that has no script of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubeadmIT {
    @TempDir
    static Path directory;

    private StandInHost host;

    @BeforeAll
    void start() throws Exception {
        host = StandInHost.start(directory, Map.of("STANDIN_FLAVOUR", "kubeadm"));
    }

    @AfterAll
    void stop() throws Exception {
        host.close();
    }

    @BeforeEach
    void reset() throws Exception {
        host.reset();
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "etcdctl"})
    void itsSetHoldsManifestsAndCertificates(String method) throws Exception {
        Program.Result result = host.snapshot("--method", method);

        assertThat(result.exitCode()).as(result.err()).isZero();
        BackupSet set = Sets.only(host.backups());
        assertThat(set.manifest().method()).isEqualTo("etcdctl");
        assertThat(set.manifest().snapshot().revision()).isEqualTo(revisionOfTheMember());
        Path tarball = Path.of(set.path(), "static_kuberesources_%s.tar.gz".formatted(set.id()));
        assertThat(Program.of("tar", "tzf", tarball.toString()).output().lines())
                .contains("manifests/etcd.yaml", "manifests/kube-apiserver.yaml", "pki/ca.key", "pki/etcd/ca.crt");
    }

    private long revisionOfTheMember() throws Exception {
        String status = host.etcdctl("endpoint", "status", "-w", "json").output();
        return Long.parseLong(status.replaceFirst("(?s).*\"revision\":(\\d+).*", "$1"));
    }

    @Test
    void theScriptThatIsNotThereIsNamed() throws Exception {
        Program.Result result = host.snapshot("--method", "script");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("there is no /usr/local/bin/cluster-backup.sh", "--method etcdctl");
    }
}
