package io.etcdsnapshot.kubernetes.encryption;

import static io.etcdsnapshot.kubernetes.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.etcdsnapshot.kubernetes.document.JsonObject;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class EncryptionConfigurationTest {
    private static final String SECRET = Base64.getEncoder().encodeToString(new byte[32]);

    @Test
    void allKeysOfAllRulesAreRead() {
        EncryptionConfiguration configuration = EncryptionConfiguration.parse(tree(
                """
                {'kind': 'EncryptionConfiguration', 'apiVersion': 'apiserver.config.k8s.io/v1', 'resources': [
                  {'resources': ['secrets'], 'providers': [
                    {'aescbc': {'keys': [{'name': '2', 'secret': '%1$s'}, {'name': '1', 'secret': '%1$s'}]}},
                    {'identity': {}}]},
                  {'resources': ['configmaps'], 'providers': [
                    {'secretbox': {'keys': [{'name': 'box', 'secret': '%1$s'}]}},
                    {'kms': {'apiVersion': 'v2', 'name': 'vault', 'endpoint': 'unix:///run/kms.sock'}}]}]}"""
                        .formatted(SECRET)));
        assertThat(configuration.keys())
                .extracting(EncryptionKey::toString)
                .containsExactly("aescbc key \"2\"", "aescbc key \"1\"", "secretbox key \"box\"");
        assertThat(configuration.kms()).containsExactly("vault");
        assertThat(configuration.resources()).containsExactly("secrets", "configmaps");
    }

    @Test
    void noTextShowsASecret() {
        EncryptionConfiguration configuration = EncryptionConfiguration.parse(withKey(SECRET));
        assertThat(configuration.toString()).doesNotContain(SECRET).doesNotContain("[B@");
    }

    @Test
    void aKeyOfAWrongSizeIsNamedWithoutItsSecret() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EncryptionConfiguration.parse(withKey("c2hvcnQ=")))
                .withMessage("aescbc key \"1\" has 5 bytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EncryptionConfiguration.parse(withKey("c2hvcnQ")))
                .withMessageNotContaining("c2hvcnQ");
    }

    @Test
    void anotherFileIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EncryptionConfiguration.parse(tree("{'kind': 'Pod'}")))
                .withMessage("not an EncryptionConfiguration");
    }

    private static JsonObject withKey(String secret) {
        return tree(
                """
                {'kind': 'EncryptionConfiguration', 'resources': [{'resources': ['secrets'], 'providers': [
                 {'aescbc': {'keys': [{'name': '1', 'secret': '%s'}]}}]}]}"""
                        .formatted(secret));
    }
}
