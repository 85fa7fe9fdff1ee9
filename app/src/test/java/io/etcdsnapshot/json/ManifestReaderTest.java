package io.etcdsnapshot.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Doubts;
import io.etcdsnapshot.backup.EncryptedUse;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.Origin;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.etcd.Alarm;
import io.etcdsnapshot.etcd.HashKv;
import io.etcdsnapshot.etcd.SnapshotStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestReaderTest {
    private static final String ID = "2026-11-20_013000";

    /** Every field of every record has a value of its own, so that one that is forgotten or swapped is noticed. */
    private static final Manifest FULL = new Manifest(
            2,
            new BackupSetId(ID),
            Instant.parse("2026-11-20T01:30:00.123Z"),
            1,
            "node",
            "cluster-id",
            "version",
            "method",
            true,
            List.of("tag"),
            "tool",
            new SnapshotStatus(3, 4, 5, 4_000_000_000L, 6L, "storage", new HashKv(7, 8, -1), "etcd"),
            List.of(
                    new SetFile(
                            "snapshot_%s.db.zst.age".formatted(ID),
                            FileRole.SNAPSHOT,
                            9,
                            "hash",
                            10L,
                            "plain",
                            SetFile.ZSTD,
                            List.of("recipient")),
                    new SetFile("static_kuberesources_%s.tar.gz".formatted(ID), FileRole.KUBE_RESOURCES, 11, "other")),
            Content.SNAPSHOT,
            List.of(new Alarm("member", "type")),
            List.of(new EncryptedUse("provider", "v", "key", "resource")),
            "cluster",
            new Doubts(true, List.of("error"), 12L, List.of("member"), true, 13L),
            "sealed",
            new Origin("path", true));

    /** Files are removed by the names that a manifest has. */
    @Test
    void aNameThatLeadsElsewhereAndASetWithoutASnapshotAreRefused() {
        String json = Json.write(FULL);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.readManifest(json.replace("snapshot_" + ID, "x/../../snapshot_" + ID)))
                .withMessageContaining("'files[0].name' is no file name");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Json.readManifest(json.replace("\"role\": \"snapshot\"", "\"role\": \"kubeResources\"")))
                .withMessageContaining("names no snapshot");
    }

    @Test
    void everyFieldThatIsWrittenIsRead() {
        String json = Json.write(FULL);
        assertThat(JsonParser.parseString(json).getAsJsonObject().keySet())
                .hasSize(Manifest.class.getRecordComponents().length);

        assertThat(Json.readManifest(json)).isEqualTo(FULL);
    }

    @Test
    void whatNewerVersionsAddIsPassedOver() {
        String json = Json.write(FULL).replaceFirst("\\{", "{\"new\": [{\"a\": 1}, null], ");

        assertThat(Json.readManifest(json)).isEqualTo(FULL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "3",
                "<html>",
                "{} {}",
                "{\"id\": \"yesterday\"}",
                "{\"id\": [\"2026-11-20_013000\"]}",
                "{\"id\": {}}",
                "{\"takenAt\": \"soon\"}",
                "{\"formatVersion\": 1.5}",
                "{\"formatVersion\": 99999999999}",
                "{\"formatVersion\": null}",
                "{\"durationMillis\": \"long\"}",
                "{\"dirty\": null}",
                "{\"dirty\": 1}",
                "{\"content\": \"most\"}",
                "{\"files\": {}}",
                "{\"files\": [{\"role\": \"picture\"}]}",
                "{\"snapshot\": {\"revision\": null}}",
                "{\"doubts\": {\"memberErrors\": [null]}}"
            })
    void whatIsNoManifestIsOneError(String json) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.readManifest(json))
                .withMessageMatching("'\\S+' has a value of another form|it is not a JSON object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "null"})
    void anEmptyOneSaysSo(String json) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.readManifest(json))
                .withMessage("it is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "takenAt", "files", "tags"})
    void oneWithoutARequiredFieldSaysSo(String field) {
        JsonObject manifest = JsonParser.parseString(Json.write(FULL)).getAsJsonObject();
        manifest.remove(field);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.readManifest(manifest.toString()))
                .withMessage("'%s' is missing", field);
    }

    @Test
    void aFileThatIsNothingIsNamed() {
        JsonObject manifest = JsonParser.parseString(Json.write(FULL)).getAsJsonObject();
        manifest.add("files", JsonParser.parseString("[null]"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.readManifest(manifest.toString()))
                .withMessage("'files[0]' has a value of another form");
    }

    /** People and other programs write JSON too. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"formatVersion\": 2 | \"formatVersion\": \"2\"",
                "\"durationMillis\": 1 | \"durationMillis\": 1.0",
                "\"dirty\": true | \"dirty\": \"true\"",
                "\"dirty\": true | 'dirty': true /* comment */",
            })
    void otherFormsOfAValueAreTheSame(String written, String other) {
        String json = Json.write(FULL);
        assertThat(json).contains(written);

        assertThat(Json.readManifest(json.replace(written, other))).isEqualTo(FULL);
    }
}
