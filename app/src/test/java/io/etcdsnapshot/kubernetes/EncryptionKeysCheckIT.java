package io.etcdsnapshot.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.etcdsnapshot.backup.EncryptedUse;
import io.etcdsnapshot.backup.EncryptionCheck;
import io.etcdsnapshot.backup.StoredValue;
import io.etcdsnapshot.etcd.Finding;
import io.etcdsnapshot.kubernetes.document.JsonRenderer;
import io.etcdsnapshot.kubernetes.document.PlainTree;
import io.etcdsnapshot.values.PlainYaml;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Judges sets by values that Kubernetes' own transformers encrypted. */
class EncryptionKeysCheckIT {
    private static final String ARCHIVE = "static_kuberesources.tar.gz";

    private static List<Vectors.Vector> vectors = List.of();

    private final EncryptionKeysCheck check = new EncryptionKeysCheck(PlainYaml::parse);

    @BeforeAll
    static void encrypt() throws Exception {
        vectors = Vectors.of("encrypt", 2);
    }

    @Test
    void keysThatOpenTheValuesPassOneByOne() {
        assertThat(check.check(evidence(vectors, configuration(vectors, false))))
                .hasSize(9)
                .allMatch(Finding::ok)
                .extracting(Finding::detail)
                .contains("/kubernetes.io/secrets: aescbc key \"1\" opens them");
    }

    @Test
    void aKeyOfTheSameNameThatIsAnotherOneFails() {
        assertThat(check.check(evidence(vectors, configuration(vectors, true))))
                .noneMatch(Finding::ok)
                .extracting(Finding::detail)
                .contains("/kubernetes.io/secrets: the secretbox key \"2\" in the set is another one");
    }

    @Test
    void aSetWithoutTheConfigurationFails() {
        assertThat(check.check(evidence(vectors.subList(0, 1), null)))
                .extracting(Finding::ok, Finding::detail)
                .containsExactly(
                        tuple(false, "/kubernetes.io/secrets: no aescbc key \"1\" in the set, nobody can read them"));
    }

    @Test
    void kmsIsNamedAndFailsNothing() {
        EncryptedUse kms = new EncryptedUse("kms", "v2", "vault", "/registry/secrets");
        EncryptionCheck.Evidence evidence =
                new EncryptionCheck.Evidence("x.db", ARCHIVE, Map.of(kms, List.of()), List.of(), null);
        assertThat(check.check(evidence)).singleElement().satisfies(finding -> {
            assertThat(finding.isWarning()).isTrue();
            assertThat(finding.detail())
                    .isEqualTo("/registry/secrets: a restore needs KMS v2 provider \"vault\" to read them");
        });
    }

    @Test
    void openShiftsServersAreJudgedByTheKeysInTheSnapshot() {
        Vectors.Vector route = vectors.get(0);
        EncryptedUse use = new EncryptedUse(route.text("provider"), "v1", route.text("key"), "/openshift.io/routes");
        StoredValue value = new StoredValue(route.utf8("etcdKey"), route.bytes("stored"));
        byte[] configuration = configuration(List.of(route), false);
        String secret =
                """
                {"kind": "Secret", "metadata": {"name": "encryption-config-3"}, "data": {"encryption-config": "%s"}}"""
                        .formatted(Base64.getEncoder().encodeToString(json(configuration)));
        StoredValue keys = new StoredValue(
                "/kubernetes.io/secrets/openshift-apiserver/encryption-config-3".getBytes(UTF_8),
                secret.getBytes(UTF_8));
        EncryptionCheck.Evidence with = new EncryptionCheck.Evidence(
                "x.db", ARCHIVE, Map.of(use, List.of(value)), List.of(keys), configuration);
        assertThat(check.check(with)).allMatch(Finding::ok).hasSize(1);
        EncryptionCheck.Evidence without =
                new EncryptionCheck.Evidence("x.db", ARCHIVE, Map.of(use, List.of(value)), List.of(), configuration);
        assertThat(check.check(without)).noneMatch(Finding::ok).hasSize(1);
    }

    @Test
    void aConfigurationThatIsDamagedIsToldWithoutItsContent() {
        assertThat(check.check(evidence(vectors.subList(0, 1), "kind: Pod".getBytes(UTF_8))))
                .extracting(Finding::detail)
                .contains("cannot read the encryption configuration: not an EncryptionConfiguration");
    }

    private static EncryptionCheck.Evidence evidence(List<Vectors.Vector> values, byte[] configuration) {
        Map<EncryptedUse, List<StoredValue>> used = new LinkedHashMap<>();
        for (Vectors.Vector vector : values) {
            used.put(
                    new EncryptedUse(vector.text("provider"), "v1", vector.text("key"), "/kubernetes.io/secrets"),
                    List.of(new StoredValue(vector.utf8("etcdKey"), vector.bytes("stored"))));
        }
        return new EncryptionCheck.Evidence("x.db", ARCHIVE, used, List.of(), configuration);
    }

    /** As OpenShift has it. */
    private static byte[] json(byte[] yaml) {
        return JsonRenderer.render(PlainTree.of(PlainYaml.parse(new String(yaml, UTF_8))))
                .getBytes(UTF_8);
    }

    /** As kubeadm has it, in YAML. */
    private static byte[] configuration(List<Vectors.Vector> values, boolean otherSecrets) {
        StringBuilder text =
                new StringBuilder("kind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n");
        for (Vectors.Vector vector : values) {
            byte[] secret = vector.bytes("secret");
            secret[0] ^= (byte) (otherSecrets ? 1 : 0);
            text.append("  - %s:\n      keys:\n      - name: \"%s\"\n        secret: %s\n"
                    .formatted(
                            vector.text("provider"),
                            vector.text("key"),
                            Base64.getEncoder().encodeToString(secret)));
        }
        return text.toString().getBytes(UTF_8);
    }
}
