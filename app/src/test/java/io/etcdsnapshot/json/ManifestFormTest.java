package io.etcdsnapshot.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.etcd.SnapshotStatus;
import io.etcdsnapshot.testing.Manifests;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a manifest that can't be understood: the field that is wrong. */
class ManifestFormTest {
    private static final BackupSetId ID = new BackupSetId("2026-11-20_013000");
    private static final String GOOD = Json.write(Manifests.of(
            ID,
            ID.time(),
            700,
            "master-0",
            null,
            List.of(),
            "test",
            new SnapshotStatus(1, 1, 1, 1),
            List.of(
                    new SetFile("snapshot.db", FileRole.SNAPSHOT, 1, "ab"),
                    new SetFile("kube.tar.gz", FileRole.KUBE_RESOURCES, 1, "cd")),
            Content.ALL));

    @Test
    void aGoodOneIsRead() {
        assertThat(Json.readManifest(GOOD).files()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "\"id\", id",
                "\"takenAt\", takenAt",
                "\"snapshot\":, snapshot",
                "\"files\", files",
                "\"tags\", tags",
                "\"name\", files[0].name",
                "\"role\", files[0].role",
                "\"sha256\", files[0].sha256"
            })
    void aFieldThatIsMissingIsNamed(String key, String named) {
        String without = GOOD.replaceFirst(key, key.replaceFirst("\"", "\"no-"));

        assertThatThrownBy(() -> Json.readManifest(without)).hasMessage("'%s' is missing", named);
    }

    @ParameterizedTest
    @CsvSource({
        "id, [], id",
        "id, 'yesterday', id",
        "takenAt, 'noon', takenAt",
        "takenAt, {}, takenAt",
        "files, 7, files",
        "role, 'boots', files[0].role",
        "size, {}, files[0].size",
        "size, 'large', files[0].size",
        "formatVersion, 1.5, formatVersion",
        "revision, [], snapshot.revision"
    })
    void aFieldOfAnotherFormIsNamed(String field, String value, String named) {
        String json = value.matches("[\\[{\\d].*") ? value : "\"" + value + "\"";
        String other = field.equals("files")
                ? GOOD.replaceFirst("(?s)\"files\": \\[.*?\\]", "\"files\": 7")
                : GOOD.replaceFirst("\"%s\": (\"[^\"]*\"|\\d+)".formatted(field), "\"%s\": %s".formatted(field, json));

        assertThat(other).isNotEqualTo(GOOD);
        assertThatThrownBy(() -> Json.readManifest(other)).hasMessage("'%s' has a value of another form", named);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "no JSON", "{\"id\": \"2026-11-", "{\"id\"}", "[", "\0\0\0\0"})
    void whatIsNoJsonIsSaidToBe(String text) {
        assertThatThrownBy(() -> Json.readManifest(text)).hasMessage("it is not a JSON object");
    }

    @Test
    void anEmptyOneIsSaidToBe() {
        assertThatThrownBy(() -> Json.readManifest("")).hasMessage("it is empty");
    }
}
