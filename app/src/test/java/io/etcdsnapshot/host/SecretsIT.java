package io.etcdsnapshot.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.SharedHost;
import io.etcdsnapshot.testing.StandInHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the script, podman or etcdctl print: no secret gets through to a log. */
@ExtendWith(SharedHost.class)
class SecretsIT {
    private static final String PROXY = "http://mirror:CANARY-PROXY-PASSWORD@proxy.example.com:3128";
    private static final String KEY_LINE = "MHcCAQEECANARYPRIVATEKEYMATERIALoAoGCCqGSM49AwEHoUQDQgAEwZ0vBrTqg1\n";

    @TempDir
    static Path directory;

    private final StandInHost host;

    SecretsIT(StandInHost host) {
        this.host = host;
    }

    @ParameterizedTest
    @CsvSource({"-v, 0", "-q, 0", "-v, 1"})
    void whatTheScriptPrintsIsCleanedAtEveryVerbosity(String verbosity, int exitCode) throws Exception {
        host.fault("print-secrets");
        if (exitCode != 0) {
            host.fault("fail", "proxy was " + PROXY + "\n{\"auth\": \"CANARY-PULL-SECRET\"}\n");
        }

        Program.Result result = host.etcdSnapshot("snapshot", verbosity)
                .with("HTTPS_PROXY", PROXY)
                .run();

        assertThat(result.exitCode()).isEqualTo(exitCode);
        assertClean(result);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "script"})
    void whatPodmanPrintsIsCleaned(String method) throws Exception {
        host.fault("pull-failure");

        Program.Result result = host.etcdSnapshot("snapshot", "-v", "--method", method)
                .with("HTTPS_PROXY", PROXY)
                .run();

        assertThat(result.err()).contains("407 Proxy Authentication Required");
        assertClean(result);
    }

    @Test
    void aProxyGivenByValuesReachesTheScriptAndNoLog() throws Exception {
        Path values = Files.writeString(
                directory.resolve("proxy.yaml"), "proxy: {httpsProxy: '%s', noProxy: .cluster.local}".formatted(PROXY));
        String script = host.program(
                "show-proxy", "env | sort >/home/core/environment; env; cat /var/lib/kubelet/config.json; exit 7");

        Program.Result result = host.etcdSnapshot("snapshot", "-v", "-f", values.toString(), "--script", script)
                .with("HTTPS_PROXY", "http://another.example.com")
                .with("HTTP_PROXY", "http://plain.example.com:3128")
                .run();

        assertThat(result.exitCode()).isEqualTo(1);
        assertClean(result);
        assertThat(Files.readAllLines(host.path("/home/core/environment")))
                .contains("HTTPS_PROXY=" + PROXY, "https_proxy=" + PROXY)
                .contains("HTTP_PROXY=http://plain.example.com:3128", "NO_PROXY=.cluster.local");
    }

    /** Users write proxies in more ways than one; curl and podman take them all. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mirror:CANARY-PROXY-PASSWORD@proxy.example.com:3128",
                "http://mirror:CANARY/PROXY-CANARY-PROXY-PASSWORD@proxy.example.com:3128",
                "http://mirror:p@CANARY-PROXY-PASSWORD@proxy.example.com:3128"
            })
    void anyFormOfProxyIsCleaned(String proxy) throws Exception {
        String script = host.program("print-proxy", "echo \"proxyconnect tcp: $HTTPS_PROXY: refused\"; exit 7");

        Program.Result result = host.etcdSnapshot("snapshot", "-v", "--script", script)
                .with("HTTPS_PROXY", proxy)
                .run();

        assertThat(result.exitCode()).isEqualTo(1);
        assertClean(result);
    }

    /** The error's last lines begin in the middle of a key; a line of a pull secret is longer than what is read. */
    @Test
    void secretsThatAreShownInPartAreCleaned() throws Exception {
        List<String> parts = new ArrayList<>();
        parts.add("-----BEGIN RSA PRIVATE KEY-----\n" + KEY_LINE.repeat(30) + "-----END RSA PRIVATE KEY-----\n");
        parts.add("-----BEGIN RSA PRIVATE KEY-----\n" + KEY_LINE.repeat(30));
        parts.add("{\"auths\":{\"registry.example.com\":{\"auth\":\"CANARY-PULL-SECRET" + "x".repeat(5000) + "\"}}}\n");
        for (String part : parts) {
            host.reset();
            host.fault("fail", part);

            Program.Result result = host.snapshot("-v");

            assertThat(result.exitCode()).isEqualTo(1);
            assertClean(result);
        }
    }

    private static void assertClean(Program.Result result) {
        assertThat(result.all()).doesNotContain("CANARY");
    }
}
