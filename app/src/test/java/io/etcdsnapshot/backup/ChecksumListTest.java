package io.etcdsnapshot.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksumListTest {
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final String OTHER = "fedcba9876543210".repeat(4);

    @Test
    void aLineIsReadAsItIsWritten() {
        ChecksumList list = parse(ChecksumList.line(HASH, "snapshot.db") + ChecksumList.line(OTHER, "a b  c"));

        assertThat(list.isEmpty()).isFalse();
        assertThat(list.hashOf("snapshot.db")).contains(HASH);
        assertThat(list.hashOf("a b  c")).contains(OTHER);
    }

    @Test
    void theFormsOfSha256sumAreRead() {
        ChecksumList list = parse(HASH.toUpperCase(java.util.Locale.ROOT) + " *binary\n\\" + OTHER + "  escaped\n");

        assertThat(list.hashOf("binary")).contains(HASH);
        assertThat(list.hashOf("escaped")).contains(OTHER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "rubbish", "0123  short", "SHA256 (file) = 0123"})
    void otherLinesAreNone(String text) {
        assertThat(parse(text).isEmpty()).isTrue();
    }

    @Test
    void onlyAnotherHashOfTheSameFileContradicts() {
        ChecksumList list = parse(ChecksumList.line(HASH, "snapshot.db"));

        assertThat(list.contradicts("snapshot.db", OTHER)).isTrue();
        assertThat(list.contradicts("snapshot.db", null)).isTrue();
        assertThat(list.contradicts("snapshot.db", HASH)).isFalse();
        assertThat(list.contradicts("manifest.json", OTHER)).isFalse();
    }

    private static ChecksumList parse(String text) {
        return ChecksumList.parse(text.getBytes(UTF_8));
    }
}
