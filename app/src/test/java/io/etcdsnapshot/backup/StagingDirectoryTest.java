package io.etcdsnapshot.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.failure.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingDirectoryTest {
    @TempDir
    Path work;

    private Path path;
    private Path elsewhere;

    @BeforeEach
    void layOut() throws IOException {
        path = Files.createDirectory(work.resolve("staging"));
        elsewhere = Files.createDirectory(work.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("precious"), "keep me");
    }

    @Test
    void filesAreWrittenForTheirOwnerAloneAndReadBack() throws IOException {
        try (StagingDirectory staging = StagingDirectory.opened(path)) {
            staging.write("b", bytes("content"));
            staging.write("a", bytes(""));

            assertThat(staging.names()).containsExactly("a", "b");
            assertThat(staging.size("b")).isEqualTo(7);
            assertThat(staging.open("b").readAllBytes()).isEqualTo(bytes("content"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path.resolve("b"))))
                    .isEqualTo("rw-------");
            staging.requireInPlace();
        }
    }

    @Test
    void whatTheRunPutThereIsClearedAndNothingElse() throws IOException {
        try (StagingDirectory staging = StagingDirectory.opened(path)) {
            staging.write("a", bytes("x"));
            Files.createSymbolicLink(path.resolve("link"), elsewhere.resolve("precious"));
            staging.clear();

            assertThat(path.resolve("a")).doesNotExist();
            assertThat(elsewhere.resolve("precious")).hasContent("keep me");
        }
    }

    @Test
    void aLinkPutInItsPlaceIsNoticedAndNothingBehindItIsListedReadOrDeleted() throws IOException {
        try (StagingDirectory staging = StagingDirectory.opened(path)) {
            staging.write("snapshot", bytes("ours"));
            Files.move(path, work.resolve("moved-away"));
            Files.createSymbolicLink(path, elsewhere);

            assertThat(staging.names()).containsExactly("snapshot");
            staging.clear();
            assertThat(elsewhere.resolve("precious")).hasContent("keep me");
            assertThat(work.resolve("moved-away")).isEmptyDirectory();
            assertThatThrownBy(staging::requireInPlace)
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("was replaced while the backup ran")
                    .hasMessageContaining(path.toString());
        }
    }

    @Test
    void anotherDirectoryOfTheSameNameIsNoticed() throws IOException {
        try (StagingDirectory staging = StagingDirectory.opened(path)) {
            Files.move(path, work.resolve("moved-away"));
            Files.createDirectory(path);

            assertThatThrownBy(staging::requireInPlace).isInstanceOf(Failure.class);
            assertThat(staging.isAt(work.resolve("moved-away"))).isTrue();
        }
    }

    @Test
    void oneThatWasReplacedBeforeItIsOpenedIsNotTaken() throws IOException {
        Files.delete(path);
        Files.createSymbolicLink(path, elsewhere);
        assertThatThrownBy(() -> StagingDirectory.opened(path)).isInstanceOf(Failure.class);

        Files.delete(path);
        Files.createDirectory(path);
        Files.writeString(path.resolve("planted"), "x");
        assertThatThrownBy(() -> StagingDirectory.opened(path)).isInstanceOf(Failure.class);
    }

    @Test
    void aLinkInPlaceOfAFileIsNotFollowed() throws IOException {
        try (StagingDirectory staging = StagingDirectory.opened(path)) {
            Files.createSymbolicLink(path.resolve("snapshot"), elsewhere.resolve("precious"));

            assertThatThrownBy(() -> staging.open("snapshot").close()).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> staging.write("snapshot", bytes("x"))).isInstanceOf(IOException.class);
            assertThat(elsewhere.resolve("precious")).hasContent("keep me");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
