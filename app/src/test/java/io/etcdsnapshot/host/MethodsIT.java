package io.etcdsnapshot.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.SharedHost;
import io.etcdsnapshot.testing.StandInHost;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The script, the built-in method, and when the one gives way to the other. */
@ExtendWith(SharedHost.class)
class MethodsIT {
    private final StandInHost host;

    MethodsIT(StandInHost host) {
        this.host = host;
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-etcdctl", "pull-failure"})
    void autoFallsBackWhereTheScriptCouldNotGetEtcdctl(String fault) throws Exception {
        host.fault(fault);

        Program.Result result = host.snapshot();

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).contains("warning: the script could not get etcdctl");
        assertThat(methodOf(Sets.only(host.backups()))).isEqualTo("etcdctl");
    }

    @ParameterizedTest
    @CsvSource({
        "progressing, kube-scheduler, 5, operator is progressing",
        "progressing, etcd, 5, operator is progressing",
        "api-down, '', 1, Could not find the status",
        "fail, the disk is on fire, 1, the disk is on fire",
        "no-pair, '', 1, no pair"
    })
    void autoNeverFallsBackPastAnotherEnd(String fault, String content, int exitCode, String words) throws Exception {
        host.fault(fault, content);
        host.fault("no-etcdctl");

        Program.Result result = host.snapshot("--retry-for", "0s");

        assertThat(result.exitCode()).as(result.err()).isEqualTo(exitCode);
        assertThat(result.err()).contains(words).doesNotContain("using the one on this host");
        assertThat(Sets.in(host.backups())).isEmpty();
    }

    @Test
    void theScriptAloneDoesNotFallBack() throws Exception {
        host.fault("pull-failure");

        Program.Result result = host.snapshot("--method", "script");

        assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
        assertThat(result.err()).contains("407 Proxy Authentication Required", "hint: --method etcdctl");
        assertThat(Sets.in(host.backups())).isEmpty();
    }

    @Test
    void podmansEtcdctlServesTheScript() throws Exception {
        host.fault("use-podman");

        assertThat(host.snapshot("--method", "script").exitCode()).isZero();

        assertThat(methodOf(Sets.only(host.backups()))).isEqualTo("script");
    }

    @Test
    void bothMethodsPackTheSameFiles() throws Exception {
        assertThat(host.snapshot("--method", "script").exitCode()).isZero();
        assertThat(host.snapshot("--method", "etcdctl").exitCode()).isZero();

        List<BackupSet> sets = Sets.in(host.backups());
        Sets.assertAllWhole(host.backups());
        assertThat(sets).extracting(MethodsIT::methodOf).containsExactly("etcdctl", "script");
        assertThat(contentOf(sets.get(0)))
                .isEqualTo(contentOf(sets.get(1)))
                .contains("static-pod-resources/etcd-pod-5/", "static-pod-resources/kube-apiserver-pod-12/");
        assertThat(sets.get(0).manifest().snapshot())
                .isEqualTo(sets.get(1).manifest().snapshot());
    }

    @Test
    void theBuiltInMethodAsksTheOperatorsToo() throws Exception {
        host.fault("progressing", "kube-controller-manager");

        Program.Result refused = host.snapshot("--method", "etcdctl", "--retry-for", "1s");
        Program.Result forced = host.snapshot("--method", "etcdctl", "--force");

        assertThat(refused.exitCode()).as(refused.err()).isEqualTo(5);
        assertThat(refused.err()).contains("error: the kube-controller-manager operator is progressing");
        assertThat(forced.exitCode()).as(forced.err()).isZero();
        assertThat(Sets.only(host.backups()).dirty()).isTrue();
    }

    @Test
    void theBuiltInMethodFailsWhereTheApiServerDoesNotAnswer() throws Exception {
        host.fault("api-down");

        Program.Result result = host.snapshot("--method", "etcdctl");

        assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
        assertThat(result.err()).contains("error: the API server did not report the status", "--force");
        assertThat(Sets.in(host.backups())).isEmpty();
    }

    private static String methodOf(BackupSet set) {
        return set.manifest().method();
    }

    private static String contentOf(BackupSet set) throws Exception {
        Path tarball = Path.of(set.path(), "static_kuberesources_%s.tar.gz".formatted(set.id()));
        return Program.of("tar", "tzf", tarball.toString()).output();
    }
}
