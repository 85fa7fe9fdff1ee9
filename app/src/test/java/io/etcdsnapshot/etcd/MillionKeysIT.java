package io.etcdsnapshot.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reads whole snapshots of a million keys in 2 GB, in a heap as small as is promised. */
class MillionKeysIT {
    private static final long BYTES = 2L * 1024 * 1024 * 1024;
    private static final int KEYS = 1_048_576;
    private static final int CHANGED = 1000;
    private static final String PREFIX = "/registry/configmaps/ns/cm-";

    @TempDir
    static Path directory;

    private static Path before;
    private static Path after;

    @BeforeAll
    static void write() throws Exception {
        before = directory.resolve("before.db");
        after = directory.resolve("after.db");
        LargeSnapshot.write(before, BYTES, 2, PREFIX, Long.MAX_VALUE);
        LargeSnapshot.write(after, BYTES, 2, PREFIX, KEYS - CHANGED + 1);
    }

    @AfterAll
    static void remove() throws Exception {
        Files.deleteIfExists(before);
        Files.deleteIfExists(after);
    }

    @Test
    void usageFitsInto64Megabytes() throws Exception {
        JsonObject usage = run("-Xmx64m", "usage", "-o", "json", "--from", before.toString());

        assertThat(usage.getAsJsonObject("live").get("keys").getAsInt()).isEqualTo(KEYS);
        assertThat(usage.get("fileBytes").getAsLong()).isEqualTo(Files.size(before));
    }

    @Test
    void diffFitsInto128Megabytes() throws Exception {
        JsonObject diff = run("-Xmx128m", "diff", "-o", "json", before.toString(), after.toString());

        assertThat(diff.get("changed").getAsInt()).isEqualTo(CHANGED);
        assertThat(diff.get("added").getAsInt()).isZero();
        assertThat(diff.get("removed").getAsInt()).isZero();
    }

    @Test
    void historyFitsInto64Megabytes() throws Exception {
        String[] asked = {"history", "cm/cm-%d".formatted(KEYS - 1), "-n", "ns", "-o", "json"};
        Program.Result result = Program.java(List.of("-Xmx64m"), asked)
                .and("--from", before.toString())
                .run();

        assertThat(JsonParser.parseString(result.out()).getAsJsonObject().getAsJsonArray("events"))
                .as(result.err())
                .hasSize(1);
    }

    private static JsonObject run(String heap, String... arguments) throws Exception {
        return JsonParser.parseString(text(heap, arguments)).getAsJsonObject();
    }

    private static String text(String heap, String... arguments) throws Exception {
        Program.Result result = Program.java(List.of(heap), arguments).run();
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out();
    }
}
