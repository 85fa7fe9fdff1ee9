package io.etcdsnapshot.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Sets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What sets tell of the host they lie on, while the API server is down. */
class HostFactsTest {
    @TempDir
    Path sets;

    @Test
    void setsOfOneClusterTellWhichThisHostIsOf() throws Exception {
        make("2026-11-19_013000", "one");
        make("2026-11-20_013000", "one");

        assertThat(clusterByItsSets().id()).isEqualTo("one");
    }

    @Test
    void setsOfSeveralClustersTellNothing() throws Exception {
        make("2026-11-19_013000", "one");
        make("2026-11-20_013000", "other");

        assertThat(clusterByItsSets()).isEqualTo(new HostFacts.Cluster(null, null));
    }

    private void make(String id, String cluster) throws IOException {
        Path manifest = Sets.makeComplete(sets, id).resolve("manifest.json");
        String text = Files.readString(manifest);
        Files.writeString(manifest, text.replace("\"node\"", "\"clusterId\": \"%s\", \"node\"".formatted(cluster)));
    }

    /** There is no API server, as this is no OpenShift host. */
    private HostFacts.Cluster clusterByItsSets() throws Exception {
        HostRoot root = new HostRoot(sets.resolve("root"));
        return new HostFacts(new HostCommands(root, Map.of()), Sets.SILENT).cluster(Sets.store(sets));
    }
}
