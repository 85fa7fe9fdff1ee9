package io.etcdsnapshot.bench;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.testing.SampleSets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Fills a location with sets of one content, one every three hours from 2020 on. */
public final class ManySets {
    private static final Instant FIRST = Instant.parse("2020-01-01T00:30:00Z");

    private ManySets() {}

    /** {@code LOCATION COUNT}; a directory for what they share is made beside the location. */
    public static void main(String[] arguments) throws Exception {
        Path location = Path.of(arguments[0]);
        SampleSets samples = SampleSets.take(location.toAbsolutePath().getParent());
        add(samples, Files.createDirectories(location), Integer.parseInt(arguments[1]));
    }

    /** @param location an existing directory */
    public static void add(SampleSets samples, Path location, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            Instant time = FIRST.plus(Duration.ofHours(3L * i));
            samples.add(location, BackupSetId.at(time).value());
        }
    }
}
