package io.etcdsnapshot.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.io.Sha256;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import io.etcdsnapshot.testing.SampleSets;
import io.etcdsnapshot.testing.SshMirror;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a link held to a rate, which any processor outruns. */
class CompressedSyncIT {
    private static final String ID = "2026-11-20_013000";
    private static final int SIZE = 32 << 20;

    @TempDir
    Path directory;

    private final byte[] content = new byte[SIZE];
    private Path source;
    private SshMirror mirror;

    @BeforeEach
    void fill() throws Exception {
        RealThings.require("zstd");
        source = Files.createDirectory(directory.resolve("source"));
        new Random(1).nextBytes(content);
    }

    @AfterEach
    void stop() throws Exception {
        mirror.close();
    }

    @Test
    void whatShrinksCrossesTheLinkCompressed() throws Exception {
        mirror = SshMirror.start(directory);
        makeItShrink();

        assertThat(bytesSent("--bandwidth-limit", "20M")).isBetween(SIZE / 3L, SIZE * 7L / 10);
    }

    @Test
    void whatDoesNotShrinkCrossesItAsItIs() throws Exception {
        mirror = SshMirror.start(directory);

        assertThat(bytesSent("--bandwidth-limit", "20M")).isBetween((long) SIZE, SIZE * 1001L / 1000);
    }

    @Test
    void aFarSideWithoutTheDecompressorGetsThePlainFile() throws Exception {
        Path programs = Files.createDirectory(directory.resolve("programs"));
        for (String name :
                List.of("cat", "cp", "chmod", "flock", "kill", "openssl", "sh", "sha256sum", "sleep", "sync")) {
            Files.createSymbolicLink(programs.resolve(name), Path.of("/usr/bin", name));
        }
        mirror = SshMirror.start(directory, Map.of("SSHD_EXTRA", "SetEnv PATH=" + programs));
        makeItShrink();

        assertThat(bytesSent("--bandwidth-limit", "20M")).isBetween((long) SIZE, SIZE * 1001L / 1000);
    }

    /** To half, and a little less. */
    private void makeItShrink() {
        for (int i = 0; i < SIZE; i++) {
            content[i] &= 0x0F;
        }
    }

    /** Syncs a set with this content as its snapshot, which must arrive. */
    private long bytesSent(String... options) throws Exception {
        addSet();

        String result = Program.etcdSnapshot("sync", "-o", "json", "--from", source.toString())
                .and("--to", mirror.location("sets"))
                .and(mirror.options())
                .and(options)
                .output();

        assertThat(mirror.path("sets").resolve(ID).resolve("snapshot_" + ID + ".db"))
                .hasBinaryContent(content);
        return JsonParser.parseString(result)
                .getAsJsonObject()
                .getAsJsonArray("destinations")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("copied")
                .get(0)
                .getAsJsonObject()
                .get("bytesSent")
                .getAsLong();
    }

    private void addSet() throws Exception {
        Path set = SampleSets.take(directory).add(source, ID);
        SampleSets.replace(set.resolve("snapshot_" + ID + ".db"), content);
        Path manifest = set.resolve(Manifest.FILE_NAME);
        JsonObject json = JsonParser.parseString(Files.readString(manifest)).getAsJsonObject();
        JsonObject snapshot = json.getAsJsonArray("files").get(0).getAsJsonObject();
        Path checksums = set.resolve("SHA256SUMS");
        Files.writeString(
                checksums,
                Files.readString(checksums).replace(snapshot.get("sha256").getAsString(), Sha256.of(content)));
        snapshot.addProperty("size", content.length);
        snapshot.addProperty("sha256", Sha256.of(content));
        Files.writeString(manifest, json.toString());
    }
}
