package io.etcdsnapshot.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.StandInHost;
import java.nio.file.Files;
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

    /** As kubespray lays it out: the certificates are behind a link, and a configuration lies outside of Kubernetes' own. */
    @Test
    void whatTheApiServersManifestNamesIsInTheSetWhereverItLiesAndLinksAreFollowed() throws Exception {
        Path kubernetes = host.path("/etc/kubernetes");
        Path manifest = kubernetes.resolve("manifests/kube-apiserver.yaml");
        String before = Files.readString(manifest);
        Files.move(kubernetes.resolve("pki"), kubernetes.resolve("ssl"));
        Files.createSymbolicLink(kubernetes.resolve("pki"), Path.of("ssl"));
        Files.createSymbolicLink(kubernetes.resolve("ssl/dead.crt"), Path.of("/nowhere/dead.crt"));
        Files.createDirectories(host.path("/etc/apiserver"));
        Files.writeString(host.path("/etc/apiserver/encryption.yaml"), "kind: EncryptionConfiguration\n");
        Files.writeString(kubernetes.resolve("audit.yaml"), "kind: Policy\n");
        Files.writeString(
                manifest,
                before.replace(
                                "    - kube-apiserver\n",
                                """
                            - kube-apiserver
                            - --encryption-provider-config=/conf/encryption.yaml
                            - --audit-policy-file=/etc/kubernetes/audit.yaml
                            - --audit-log-path=/var/log/audit.log
                            - --admission-control-config-file=/etc/gone.yaml
                        """)
                        .replace("    volumeMounts:\n", "    volumeMounts:\n    - {name: conf, mountPath: /conf}\n")
                        .replace("  volumes:\n", "  volumes:\n  - {name: conf, hostPath: {path: /etc/apiserver}}\n"));
        try {
            Program.Result result = host.snapshot();

            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.err())
                    .contains(
                            "/etc/gone.yaml, named by --admission-control-config-file", "pki/dead.crt is a broken link")
                    .doesNotContain("audit.log");
            BackupSet set = Sets.only(host.backups());
            Path tarball = Path.of(set.path(), "static_kuberesources_%s.tar.gz".formatted(set.id()));
            assertThat(Program.of("tar", "tzf", tarball.toString()).output().lines())
                    .contains("pki/ca.key", "pki/etcd/ca.crt", "etc/apiserver/encryption.yaml", "audit.yaml");
        } finally {
            Files.writeString(manifest, before);
            Files.delete(kubernetes.resolve("pki"));
            Files.delete(kubernetes.resolve("ssl/dead.crt"));
            Files.move(kubernetes.resolve("ssl"), kubernetes.resolve("pki"));
        }
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
