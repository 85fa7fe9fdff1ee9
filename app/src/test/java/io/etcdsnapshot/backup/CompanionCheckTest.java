package io.etcdsnapshot.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.etcd.Finding;
import io.etcdsnapshot.store.memory.MemoryStore;
import io.etcdsnapshot.testing.WholeSet;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the small files beside a set, sound or not, make of it. */
class CompanionCheckTest {
    private static final String ID = "2026-11-20_013000";
    private static final String SNAPSHOT = "snapshot_" + ID + ".db";

    private final MemoryStore store = MemoryStore.named("sets");

    @Test
    void anotherHashIsAFinding() throws Exception {
        SetVerification verification = verify("0".repeat(64), SNAPSHOT);

        assertThat(verification.ok()).isFalse();
        assertThat(verification.problems()).contains("lists another hash of " + SNAPSHOT);
    }

    @Test
    void aListOfOtherFilesIsNoMatter() throws Exception {
        SetVerification verification = verify("0".repeat(64), "other.db");

        assertThat(verification.findings()).isNotEmpty().allMatch(Finding::ok).noneMatch(finding -> finding.file()
                .equals(Companions.CHECKSUMS));
    }

    @ParameterizedTest
    @CsvSource({
        "'', empty",
        "'no checksums\n', damaged: it holds no checksum",
        "'\0\1\2', damaged: it holds no checksum",
        "nothing, missing"
    })
    void checksumsThatAreMissingEmptyOrRandomAreAWarning(String text, String said) throws Exception {
        WholeSet.of(ID).addTo(store);
        String path = "%s/%s/%s".formatted(store.location(), ID, Companions.CHECKSUMS);
        if (text.equals("nothing")) {
            store.files().deleteTree(path);
        } else {
            store.files().put(path, text.getBytes(StandardCharsets.UTF_8));
        }

        SetVerification verification = SetVerifier.verify(store.list().sets().get(0), store);

        assertThat(verification.ok()).isTrue();
        assertThat(verification.findings())
                .filteredOn(finding -> finding.file().equals(Companions.CHECKSUMS))
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail()).isEqualTo(said))
                .isEqualTo(Finding.warning(Companions.CHECKSUMS, "checksums", said));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "\0\1\2", "{\"id\": 7}", "nothing"})
    void aManifestThatIsMissingEmptyOrDamagedLeavesTheFilesUsable(String text) throws Exception {
        WholeSet.of(ID).addTo(store);
        String directory = "%s/%s/".formatted(store.location(), ID);
        if (text.equals("nothing")) {
            store.files().deleteTree(directory + Manifest.FILE_NAME);
        } else {
            store.files().put(directory + Manifest.FILE_NAME, text.getBytes(StandardCharsets.UTF_8));
        }

        BackupSet set = store.list().sets().get(0);

        assertThat(set.isUsable()).isTrue();
        assertThat(set.counts()).as("removed by nobody").isFalse();
        assertThat(set.problem()).isNotEmpty();
        assertThat(SetVerifier.verify(set, store).ok()).isTrue();
    }

    private SetVerification verify(String hash, String file) throws Exception {
        WholeSet.of(ID).addFlatTo(store);
        byte[] list = ChecksumList.line(hash, file).getBytes(StandardCharsets.UTF_8);
        store.files().put("%s/%s".formatted(store.location(), Companions.CHECKSUMS), list);
        return SetVerifier.verify(store.list().sets().get(0), store);
    }
}
