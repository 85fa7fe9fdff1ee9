package io.etcdsnapshot.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.testing.InProcess;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.SampleSets;
import io.etcdsnapshot.testing.Sets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Halves count like whole sets; among both, the newest of each kind of file stays. */
class PurgeHalvesIT {
    private static final String OLDEST = "2026-11-16_013000";
    private static final String OLD = "2026-11-17_013000";
    private static final String NEWER = "2026-11-18_013000";
    private static final String NEWEST = "2026-11-19_013000";

    @TempDir
    private static Path work;

    private static SampleSets samples;
    private Path location;

    @BeforeAll
    static void takeOneSnapshot() throws Exception {
        samples = SampleSets.take(work);
    }

    @BeforeEach
    void makeLocation() throws IOException {
        location = Files.createTempDirectory(work, "location");
        samples.add(location, NEWER, Content.KUBE_RESOURCES);
        samples.add(location, NEWEST, Content.KUBE_RESOURCES);
    }

    @Test
    void theNewestHalfIsProvenAndDoesNotCountIfItIsDamaged() throws Exception {
        samples.add(location, OLD, Content.KUBE_RESOURCES);
        SampleSets.damage(location.resolve(NEWEST).resolve("static_kuberesources_%s.tar.gz".formatted(NEWEST)));

        JsonObject purged = JsonParser.parseString(purge("-o", "json")).getAsJsonObject();

        assertThat(purged.get("removed").toString()).isEqualTo("[\"%s\"]".formatted(OLD));
        assertThat(purged.get("keep").toString()).contains(NEWER, "newest usable set", NEWEST, "no newer usable set");
    }

    @Test
    void theNewestSetWithASnapshotStaysToo() throws Exception {
        samples.add(location, OLDEST);
        samples.add(location, OLD);

        purge();

        assertThat(ids()).containsExactly(NEWEST, OLD);
    }

    @Test
    void theNewestSetWithASnapshotIsProvenToo() throws Exception {
        samples.add(location, OLDEST);
        SampleSets.damage(samples.add(location, OLD).resolve("snapshot_%s.db".formatted(OLD)));

        purge();

        assertThat(ids()).containsExactly(NEWEST, OLD, OLDEST);
    }

    private String purge(String... options) {
        String[] arguments = {"purge", "--keep-last", "1", location.toString()};
        Program.Result result = new InProcess()
                .run(Stream.of(arguments, options).flatMap(Arrays::stream).toArray(String[]::new));
        assertThat(result.exitCode()).as(result.all()).isZero();
        return result.out();
    }

    private List<String> ids() throws Unreadable {
        return Sets.in(location).stream().map(set -> set.id().value()).toList();
    }
}
