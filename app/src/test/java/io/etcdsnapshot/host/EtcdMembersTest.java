package io.etcdsnapshot.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EtcdMembersTest {
    private static final String THREE =
            """
            export ALL_ETCD_ENDPOINTS="https://192.0.2.10:2379,https://192.0.2.11:2379,https://[2001:db8::12]:2379"
            export NODE_master_0_prod_example_com_ETCD_NAME="master-0.prod.example.com"
            export NODE_master_0_prod_example_com_ETCD_URL_HOST="192.0.2.10"
            export NODE_master_0_prod_example_com_IP="192.0.2.10"
            export NODE_master_1_prod_example_com_ETCD_NAME="master-1.prod.example.com"
            export NODE_master_1_prod_example_com_ETCD_URL_HOST="192.0.2.11"
            export NODE_master_1_prod_example_com_IP="192.0.2.11"
            export NODE_master_2_prod_example_com_ETCD_URL_HOST="[2001:db8::12]"
            export NODE_master_2_prod_example_com_IP='2001:db8::12'
            """;

    @TempDir
    Path root;

    @ParameterizedTest
    @ValueSource(strings = {"master-0.prod.example.com", "Master-0.PROD.example.com"})
    void theOthersAreAllButThisHostInTheOrderOfTheFile(String node) throws IOException {
        layOut(THREE);

        assertThat(EtcdMembers.addressesOfOthers(new HostRoot(root), node))
                .containsExactly("192.0.2.11", "2001:db8::12");
    }

    @Test
    void aSingleMemberHasNoOthers() throws IOException {
        layOut("export NODE_sno_IP=\"192.0.2.10\"\n");

        assertThat(EtcdMembers.addressesOfOthers(new HostRoot(root), "sno")).isEmpty();
    }

    @Test
    void aHostThatIsListedUnderAnotherNameIsKnownByItsAddress() throws IOException {
        layOut("export NODE_a_IP=\"192.0.2.11\"\nexport NODE_b_IP=\"127.0.0.1\"\n");

        assertThat(EtcdMembers.addressesOfOthers(new HostRoot(root), "localhost"))
                .containsExactly("192.0.2.11");
    }

    @Test
    void anIpv6AddressIsTheSameWithBracketsAndInEverySpelling() throws IOException {
        layOut(
                """
                export NODE_a_IP="[fd00::2]"
                export NODE_b_IP="[fd00::3]"
                """);

        assertThat(EtcdMembers.addressesOfOthers(new HostRoot(root), "b")).containsExactly("fd00::2");
        assertThat(EtcdEnv.read(new HostRoot(root)).addressOf("unknown")).isEmpty();
        assertThat(new EtcdEnv(Map.of("NODE_a_IP", "")).addressOf("a")).isEmpty();
        assertThat(EtcdEnv.isSame("fd00::2", "FD00:0:0:0:0:0:0:2")).isTrue();
        assertThat(EtcdEnv.isSame("192.0.2.1", "192.0.2.10")).isFalse();
        assertThat(EtcdEnv.isSame("fd00::2", "master-2")).isFalse();
    }

    @Test
    void aHostThatIsNotListedIsNotTakenForAMirrorOfItself() throws IOException {
        layOut(THREE);

        assertThatThrownBy(() -> EtcdMembers.addressesOfOthers(new HostRoot(root), "worker-7"))
                .hasMessageContaining("none of the etcd members")
                .hasMessageContaining("NODE_worker_7_IP");
    }

    @Test
    void withoutTheFileTheHintNamesTheWayOut() {
        assertThatThrownBy(() -> EtcdMembers.addressesOfOthers(new HostRoot(root), "master-0"))
                .hasMessageContaining("there is no " + EtcdEnv.PATH)
                .extracting("hint")
                .asString()
                .contains("sync.hosts");
    }

    private void layOut(String env) throws IOException {
        Path file = root.resolve(EtcdEnv.PATH.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, env);
    }
}
