package io.etcdsnapshot.kubernetes.usage;

import static io.etcdsnapshot.testing.StoredObjects.configMap;
import static io.etcdsnapshot.testing.StoredObjects.widget;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.testing.EtcdServer;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.SampleSets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code usage} of snapshots of a real etcd, filled with a known number of objects. */
class UsageIT {
    private static final int MANY = 2000;

    @TempDir
    Path directory;

    @Test
    void addsUpToTheSizeOfTheFile() throws Exception {
        Random random = new Random(4);
        Map<String, byte[]> model = new TreeMap<>();
        int[] after = {0};
        try (EtcdServer etcd = EtcdServer.version35(directory)) {
            write(etcd, model, random, MANY, after);
            write(etcd, model, random, MANY, after);
            etcd.compact();
            after[0] = 0;
            write(etcd, model, random, 200, after);
            long before = model.size();
            Path snapshot = etcd.save(directory.resolve("usage.db"));

            JsonObject usage = JsonParser.parseString(Program.etcdSnapshot("usage", snapshot.toString(), "-o", "json")
                            .output())
                    .getAsJsonObject();

            long sum = 0;
            for (Map.Entry<String, JsonElement> field : usage.entrySet()) {
                boolean part =
                        field.getKey().endsWith("Bytes") && !field.getKey().equals("fileBytes");
                sum += part ? field.getValue().getAsLong() : 0;
            }
            JsonObject live = usage.getAsJsonObject("live");
            JsonObject old = usage.getAsJsonObject("old");
            sum += live.get("bytes").getAsLong() + old.get("bytes").getAsLong();
            assertThat(sum).isEqualTo(Files.size(snapshot));
            assertThat(usage.get("fileBytes").getAsLong()).isEqualTo(Files.size(snapshot));
            assertThat(live.get("keys").getAsLong()).isEqualTo(before);
            assertThat(old.get("versions").getAsInt()).isBetween(after[0] / 2, after[0] * 2);
            assertThat(usage.get("freeBytes").getAsLong())
                    .as("of what was compacted")
                    .isPositive();
            assertGroupsAddUp(usage, "kinds", live, old);
            assertGroupsAddUp(usage, "namespaces", live, old);
            assertThat(keys(usage, "kinds", "configmaps")).isEqualTo(count(model, "/configmaps/"));
            assertThat(keys(usage, "kinds", "widgets.example.com")).isEqualTo(count(model, "/widgets/"));
            assertThat(keys(usage, "namespaces", "ns-3")).isEqualTo(count(model, "/ns-3/"));
            JsonObject largest = usage.getAsJsonArray("largest").get(0).getAsJsonObject();
            assertThat(largest.get("object").getAsString()).isEqualTo("configmap/giant");
            assertThat(largest.get("bytes").getAsLong()).isGreaterThan(100_000);
            assertThat(usage.getAsJsonArray("largest")).hasSize(10);
        }
    }

    @Test
    void aTableShowsWhatADefragmentationGivesBack() throws Exception {
        try (EtcdServer etcd = EtcdServer.version35(directory)) {
            etcd.write(Map.of("/kubernetes.io/configmaps/a\u001b[2J/x", new byte[] {1}));
            Path sets = Files.createDirectory(directory.resolve("sets"));
            SampleSets.of(directory, etcd).add(sets, "2026-11-20_013000");

            Program.Result result =
                    Program.etcdSnapshot("usage", "--from", sets.toString()).run();

            assertThat(result.exitCode()).as(result.all()).isZero();
            assertThat(result.out())
                    .contains("2026-11-20_013000: ", "free pages", "a defragmentation gives them back", "LARGEST")
                    .contains("a\\u001b[2J")
                    .doesNotContain("\u001b");

            SampleSets.damage(sets.resolve("2026-11-20_013000/snapshot_2026-11-20_013000.db"));
            Program.Result damaged = Program.etcdSnapshot("usage", "2026-11-20_013000", "--from", sets.toString())
                    .run();
            assertThat(damaged.exitCode()).as(damaged.all()).isEqualTo(4);
        }
    }

    /** @param versions counts those that were written */
    private static void write(EtcdServer etcd, Map<String, byte[]> model, Random random, int changes, int[] versions)
            throws Exception {
        Map<String, byte[]> written = new LinkedHashMap<>();
        written.put(
                "/kubernetes.io/configmaps/ns-0/giant", configMap("ns-0", "giant", Map.of("x", "y".repeat(100_000))));
        for (int i = 0; i < changes; i++) {
            int number = random.nextInt(MANY);
            String namespace = "ns-" + number % 7;
            String name = "name-" + number;
            boolean delete = random.nextInt(4) == 0;
            if (number % 3 == 0) {
                written.put(
                        "/kubernetes.io/example.com/widgets/%s/%s".formatted(namespace, name),
                        delete ? null : widget(namespace, name, i));
            } else {
                written.put(
                        "/kubernetes.io/configmaps/%s/%s".formatted(namespace, name),
                        delete ? null : configMap(namespace, name, Map.of("n", "v".repeat(number))));
            }
        }
        etcd.write(written);
        versions[0] += written.size();
        model.putAll(written);
        model.values().removeIf(value -> value == null);
    }

    private static void assertGroupsAddUp(JsonObject usage, String groups, JsonObject live, JsonObject old) {
        long[] sums = new long[4];
        for (JsonElement each : usage.getAsJsonArray(groups)) {
            JsonObject group = each.getAsJsonObject();
            sums[0] += group.get("keys").getAsLong();
            sums[1] += group.get("bytes").getAsLong();
            sums[2] += group.get("oldVersions").getAsLong();
            sums[3] += group.get("oldBytes").getAsLong();
        }
        assertThat(sums)
                .containsExactly(
                        live.get("keys").getAsLong(),
                        live.get("bytes").getAsLong(),
                        old.get("versions").getAsLong(),
                        old.get("bytes").getAsLong());
    }

    private static long keys(JsonObject usage, String groups, String name) {
        for (JsonElement each : usage.getAsJsonArray(groups)) {
            if (each.getAsJsonObject().get("name").getAsString().equals(name)) {
                return each.getAsJsonObject().get("keys").getAsLong();
            }
        }
        throw new AssertionError("no %s in %s".formatted(name, usage));
    }

    private static long count(Map<String, byte[]> model, String part) {
        return model.keySet().stream().filter(key -> key.contains(part)).count();
    }
}
