package io.etcdsnapshot.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.etcdsnapshot.console.Console;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.testing.KubeApi;
import io.etcdsnapshot.testing.KubeApi.Answer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MirrorNodesIT {
    private static final String DOMAIN = "backup.example.com";
    private static final String MIRROR = "etcd-snapshot.backup.example.com/role=mirror";
    private static final String SNAPSHOT = "etcd-snapshot.backup.example.com/role=snapshot";

    @TempDir
    static Path directory;

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private Duration patience = Duration.ofSeconds(20);
    private KubeApi api;

    @BeforeEach
    void start() throws Exception {
        api = KubeApi.start(directory);
    }

    @AfterEach
    void theTokenIsNeverSeen() {
        api.close();
        assertThat(told.toString(StandardCharsets.UTF_8)).doesNotContain("canary");
    }

    @Test
    void areReachedAtTheirInternalIp() throws Exception {
        api.node("master-0", SNAPSHOT, "InternalIP=10.0.0.10")
                .node("master-1", MIRROR, "Hostname=master-1", "ExternalIP=192.0.2.1", "InternalIP=10.0.0.11")
                .node("master-2", MIRROR, "InternalIP=fd00:10::12", "InternalIP=10.0.0.12")
                .node("worker-0", "node-role.kubernetes.io/worker=", "InternalIP=10.0.0.20");

        assertThat(addresses("", "master-0")).containsExactly("10.0.0.11", "fd00:10::12");
        assertThat(api.queries()).singleElement().satisfies(query -> assertThat(query)
                .containsEntry("labelSelector", MIRROR));
    }

    @Test
    void areReachedByNameInTheBaseDomain() throws Exception {
        api.node("master-1", MIRROR, "InternalIP=10.0.0.11").node("master-2.ocp.example.com", MIRROR);

        for (String domain : List.of("ocp.example.com", ".ocp.example.com")) {
            assertThat(addresses(domain, "master-0"))
                    .containsExactly("master-1.ocp.example.com", "master-2.ocp.example.com");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"master-1", "master-1.ocp.example.com"})
    void theSnapshotNodeIsNoneOfThem(String self) throws Exception {
        api.node("master-1", MIRROR, "InternalIP=10.0.0.11").node("master-10", MIRROR, "InternalIP=10.0.0.20");

        assertThat(addresses("", self)).containsExactly("10.0.0.20");
    }

    @Test
    void oneWithoutAnAddressIsTriedByItsName() throws Exception {
        api.node("master-1", MIRROR, "Hostname=master-1");

        assertThat(addresses("", "master-0")).containsExactly("master-1");
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("node master-1 has no InternalIP");
    }

    @Test
    void allPagesAreRead() throws Exception {
        IntStream.range(0, 250).forEach(i -> api.node("n" + i, MIRROR, "InternalIP=10.0.%d.1".formatted(i)));

        assertThat(addresses("", "master-0")).hasSize(250).doesNotHaveDuplicates();
        assertThat(api.queries()).hasSize(3);
    }

    @Test
    void aListThatExpiredIsReadAgainFromTheStart() throws Exception {
        IntStream.range(0, 150).forEach(i -> api.node("n" + i, MIRROR, "InternalIP=10.0.%d.1".formatted(i)));
        Answer expired = Answer.status(410, "The provided continue parameter is too old");
        api.answer(KubeApi.LIST, expired);

        assertThat(addresses("", "master-0")).hasSize(150).doesNotHaveDuplicates();

        api.answer(expired, expired, expired, expired);
        assertThat(failure().getMessage()).contains("expired again and again");
        assertThat(failureAfter(expired, expired, expired, expired).isTransient())
                .isTrue();
    }

    @Test
    void noneLabelledNamesTheCommandThatLabels() {
        api.node("master-0", MIRROR, "InternalIP=10.0.0.10");

        Failure failure = failure();

        assertThat(failure.getMessage()).isEqualTo("no other node has the label " + MIRROR);
        assertThat(failure.hint()).isEqualTo("oc label node NAME " + MIRROR);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            403 | nodes is forbidden: User "system:serviceaccount:ns:etcd-snapshot" cannot list resource "nodes" | ClusterRole with the verb list on nodes
            404 | the server could not find the requested resource | KUBERNETES_SERVICE_HOST
            401 | Unauthorized | restart the pod
            """)
    void aRefusalSaysWhatToGrantOrFix(int status, String message, String hint) {
        Failure failure = failureAfter(Answer.status(status, message));

        assertThat(failure.getMessage()).contains("(%d)".formatted(status));
        assertThat(failure.hint()).contains(hint);
        assertThat(failure.isTransient()).isFalse();
        assertThat(api.queries()).hasSize(1);
    }

    @Test
    void aRefusalRepeatsTheAccountThatTheApiNames() {
        assertThat(failureAfter(Answer.status(403, "User \"system:serviceaccount:ns:x\" cannot list"))
                        .getMessage())
                .endsWith("(403): User \"system:serviceaccount:ns:x\" cannot list");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void whatCanPassIsTriedAgain(int status) throws Exception {
        Answer busy = new Answer(status, "<html>busy</html>", Map.of("Retry-After", "0"));
        api.node("master-1", MIRROR, "InternalIP=10.0.0.11").answer(busy, busy, busy);

        assertThat(addresses("", "master-0")).containsExactly("10.0.0.11");

        Failure failure = failureAfter(busy, busy, busy, busy);
        assertThat(failure.getMessage()).contains("status " + status);
        assertThat(failure.isTransient()).isTrue();
    }

    @Test
    void aTokenThatIsRenewedMeanwhileIsUsed() throws Exception {
        api.node("master-1", MIRROR, "InternalIP=10.0.0.11");
        MirrorNodes nodes = nodes(account());
        api.rotateToken("next-canary");
        Files.writeString(api.serviceAccount().resolve("token"), "next-canary\n");

        assertThat(nodes.addresses(DOMAIN, "", "master-0")).containsExactly("10.0.0.11");
    }

    @Test
    void anotherCaIsNotTrusted() throws Exception {
        try (KubeApi other = KubeApi.start(directory)) {
            ServiceAccount mixed = new ServiceAccount(
                    account().api(), account().token(), other.serviceAccount().resolve("ca.crt"));

            Failure failure = failure(mixed);

            assertThat(failure.getMessage()).contains("not signed by the CA in " + mixed.ca());
            assertThat(failure.isTransient()).isFalse();
            assertThat(api.queries()).isEmpty();
        }
    }

    @Test
    void aCertificateOfAnotherNameIsNotTrusted() throws Exception {
        try (KubeApi other = KubeApi.start(directory, "127.0.0.1", "DNS:kubernetes.default.svc")) {
            Failure failure = failure(ServiceAccount.ofPod(other.environment(), other.serviceAccount()));

            assertThat(failure.getMessage()).contains("can't be trusted").contains("127.0.0.1");
            assertThat(failure.isTransient()).isFalse();
            assertThat(other.queries()).isEmpty();
        }
    }

    @Test
    void theApiMayHaveAnIpv6Address() throws Exception {
        assumeTrue(
                NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .anyMatch(address -> address instanceof Inet6Address && address.isLoopbackAddress()),
                "there is no ::1 here");
        try (KubeApi six = KubeApi.start(directory, "::1", "IP:::1")) {
            six.node("master-1", MIRROR, "InternalIP=fd00::11");

            assertThat(nodes(ServiceAccount.ofPod(six.environment(), six.serviceAccount()))
                            .addresses(DOMAIN, "", "master-0"))
                    .containsExactly("fd00::11");
        }
    }

    @Test
    void nobodyAnswering() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Failure refused = failure(pod("127.0.0.1", port));
        Failure unknown = failure(pod("no-such-host.invalid", 443));

        assertThat(refused.getMessage()).contains("connection refused");
        assertThat(unknown.getMessage()).contains("no such host");
        assertThat(refused.isTransient() && unknown.isTransient()).isTrue();
    }

    @Test
    void anAnswerThatStopsHalfWay() {
        api.delay(3000);
        patience = Duration.ofMillis(300);

        Failure failure = failure();

        assertThat(failure.getMessage()).contains("no answer within");
        assertThat(failure.isTransient()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>a proxy</html>",
                "{\"items\": [{\"metadata\"",
                "[]",
                "{}",
                "{\"items\": 3}",
                "{\"items\": [{\"status\": {}}]}",
                "{\"items\": [7]}"
            })
    void anAnswerThatIsNoList(String body) {
        assertThat(failureAfter(new Answer(200, body, Map.of())).getMessage())
                .contains("the answer is not a list of nodes");
    }

    @Test
    void outsideOfACluster() {
        Failure failure = catchThrowableOfType(
                Failure.class, () -> ServiceAccount.ofPod(Map.of(), Path.of(ServiceAccount.MOUNT)));

        assertThat(failure.getMessage()).contains("KUBERNETES_SERVICE_HOST is not set");
        assertThat(failure.hint()).contains("sync.hosts").contains("--to");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            textBlock =
                    """
            token | absent            | can't read the service account's token
            token | ''                | there is no token in
            token | 'two canary lines\nin a file' | there is no token in
            ca.crt | absent           | can't use the cluster's CA
            ca.crt | 'no certificate' | can't use the cluster's CA
            """)
    void aServiceAccountThatIsNotWhole(String file, String content, String message) throws Exception {
        Path path = api.serviceAccount().resolve(file);
        Files.delete(path);
        if (content != null) {
            Files.writeString(path, content);
        }

        assertThat(failure().getMessage()).startsWith(message).contains(path.toString());
    }

    private ServiceAccount account() {
        return ServiceAccount.ofPod(api.environment(), api.serviceAccount());
    }

    private ServiceAccount pod(String host, int port) {
        return ServiceAccount.ofPod(
                Map.of("KUBERNETES_SERVICE_HOST", host, "KUBERNETES_SERVICE_PORT", Integer.toString(port)),
                api.serviceAccount());
    }

    private MirrorNodes nodes(ServiceAccount account) {
        PrintStream stream = new PrintStream(told, true, StandardCharsets.UTF_8);
        Console console = new Console(stream, stream);
        console.verbosity(Console.Verbosity.VERBOSE);
        return new MirrorNodes(account, patience, Duration.ofMillis(10), console);
    }

    private List<String> addresses(String baseDomain, String self) throws InterruptedException {
        return nodes(account()).addresses(DOMAIN, baseDomain, self);
    }

    private Failure failureAfter(Answer... answers) {
        api.answer(answers);
        return failure();
    }

    private Failure failure() {
        return failure(account());
    }

    private Failure failure(ServiceAccount account) {
        Failure failure =
                catchThrowableOfType(Failure.class, () -> nodes(account).addresses(DOMAIN, "", "master-0"));
        assertThat(failure).hasMessageNotContaining("canary").hasStackTraceContaining("Failure");
        assertThat(String.valueOf(failure.hint())).doesNotContain("canary");
        return failure;
    }
}
