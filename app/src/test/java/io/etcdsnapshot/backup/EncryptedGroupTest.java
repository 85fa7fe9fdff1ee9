package io.etcdsnapshot.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EncryptedGroupTest {
    private static final EncryptedUse SECRETS = new EncryptedUse("aescbc", "v1", "1", "/kubernetes.io/secrets");

    @Test
    void theNewestValueIsKept() {
        EncryptedGroup group = new EncryptedGroup(0, SECRETS, false);

        keep(group, "/a", "old", 3);
        keep(group, "/longer", "newest", 5);
        keep(group, "/b", "late, but older", 4);

        StoredValue newest = group.newest();
        assertThat(newest).isNotNull();
        assertThat(newest.etcdKey()).asString(UTF_8).isEqualTo("/longer");
        assertThat(newest.value()).asString(UTF_8).isEqualTo("newest");
    }

    @Test
    void aValueThatIsTooLargeIsNotKept() {
        EncryptedGroup group = new EncryptedGroup(0, SECRETS, false);

        keep(group, "/a", "x".repeat(64 * 1024 + 1), 1);
        assertThat(group.newest()).isNull();

        keep(group, "/a", "x".repeat(64 * 1024), 1);
        assertThat(group.newest()).isNotNull();
    }

    @Test
    void onlyValuesOfItsResourceAndKeyBelongToIt() {
        EncryptedGroup group = new EncryptedGroup(0, SECRETS, false);

        assertThat(has(group, "/kubernetes.io/secrets/ns/a", "k8s:enc:aescbc:v1:1:x"))
                .isTrue();
        assertThat(has(group, "/kubernetes.io/secretsmore/a", "k8s:enc:aescbc:v1:1:x"))
                .isFalse();
        assertThat(has(group, "/kubernetes.io/secrets/ns/a", "k8s:enc:aescbc:v1:2:x"))
                .isFalse();
    }

    /** In {@code /registry/example.com} the last part may be a group, whose resources follow. */
    @Test
    void wherePrefixesDoNotTellForSureNothingBelongsToIt() {
        EncryptedUse group = new EncryptedUse("aescbc", "v1", "1", "/registry/example.com");

        assertThat(has(new EncryptedGroup(0, group, false), "/registry/example.com/a", "k8s:enc:aescbc:v1:1:x"))
                .isFalse();
    }

    private static void keep(EncryptedGroup group, String key, String value, long revision) {
        byte[] bytes = (key + value).getBytes(UTF_8);
        group.keep(bytes, 0, key.length(), key.length(), value.length(), revision);
    }

    private static boolean has(EncryptedGroup group, String key, String value) {
        byte[] bytes = (key + value).getBytes(UTF_8);
        return group.has(bytes, 0, key.length(), key.length(), value.length());
    }
}
