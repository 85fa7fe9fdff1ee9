package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.console.Console;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.location.DirectoryLocation;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.location.SshLocation;
import io.etcdsnapshot.sync.DestinationReport;
import io.etcdsnapshot.sync.SyncResult;
import io.etcdsnapshot.testing.BackupYear;
import io.etcdsnapshot.testing.InProcess;
import io.etcdsnapshot.testing.Sets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page that a run leaves at its destinations. */
class PagePublisherTest {
    private static final String PAGE = "etcd-snapshot.html";

    @TempDir
    Path directory;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Path place(String name, String... ids) throws IOException {
        Path place = Files.createDirectories(directory.resolve(name));
        for (String id : ids) {
            Sets.makeComplete(place, id);
        }
        return place;
    }

    private void publish(Path source, Path above, String... destinations) throws InterruptedException {
        Console console = new Console(new ByteArrayOutputStream(), new PrintStream(err, true, StandardCharsets.UTF_8));
        SyncResult result = new SyncResult(
                Arrays.stream(destinations)
                        .map(name ->
                                new DestinationReport(name, List.of(), List.of(), 0, List.of(), List.of(), true, null))
                        .toList(),
                List.of());
        new PagePublisher(
                        PagePublisherTest::open,
                        location -> null,
                        location -> Optional.ofNullable(above).map(DirectoryLocation::of),
                        Clock.fixed(InProcess.NOW, ZoneOffset.UTC),
                        console)
                .publish(DirectoryLocation.of(source), result);
    }

    private static ReadableStore open(Location location) {
        if (location instanceof SshLocation) {
            throw Failure.failed("no route to host");
        }
        return Sets.store(Path.of(location.toString()));
    }

    @Test
    void eachDirectoryHasThePageOfAllPlaces() throws Exception {
        Path source = place("source", "2026-11-20_013000");
        Path volume = place("volume", "2026-11-20_013000");

        publish(source, null, volume.toString(), "ssh://core@mirror/sets", DestinationOptions.MIRRORS);

        assertThat(volume.resolve(PAGE))
                .content()
                .contains(
                        "A good backup is lacking at 1 of 3 places",
                        "<h4>%s</h4>".formatted(source),
                        "<h4>%s</h4>".formatted(volume),
                        "<h4>ssh://core@mirror/sets</h4>",
                        "no route to host")
                .doesNotContain("All clusters");
        assertThat(source.resolve(PAGE)).doesNotExist();
        assertThat(Sets.store(volume).list().ignored()).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void aClustersPageLeadsToThatOfAllClusters() throws Exception {
        Path source = place("source", "2026-11-20_013000");
        Path mine = place("export/mine", "2026-11-20_013000");
        place("export/other", "2026-11-01_013000");

        publish(source, directory.resolve("export"), mine.toString());

        assertThat(mine.resolve(PAGE))
                .content()
                .contains("<a href=\"../etcd-snapshot.html\">All clusters</a>")
                .doesNotContain("export/other");
        assertThat(directory.resolve("export/" + PAGE))
                .content()
                .contains("other lacks a good backup", "export/mine", "export/other");
    }

    @Test
    void besideEncryptedSetsItTellsOfThatPlaceAlone() throws Exception {
        BackupYear.make(directory, InProcess.NOW);
        Path encrypted = directory.resolve("exports/east/prod-berlin");
        Path plain = place("volume", "2026-11-20_013000");

        publish(plain, null, encrypted.toString());

        assertThat(encrypted.resolve(PAGE))
                .content()
                .contains("There is a good backup", encrypted.toString())
                .doesNotContain(plain.toString());
    }

    @Test
    void whereItCannotBeWrittenNothingFails() throws Exception {
        Path source = place("source", "2026-11-20_013000");
        Path volume = place("volume", "2026-11-20_013000");
        Files.createDirectory(volume.resolve(PAGE));

        publish(source, null, volume.toString(), directory.resolve("gone").toString());

        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("warning: cannot write etcd-snapshot.html: ");
    }
}
