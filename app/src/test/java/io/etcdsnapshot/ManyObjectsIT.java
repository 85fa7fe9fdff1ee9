package io.etcdsnapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import io.etcdsnapshot.ManyObjects.Thing;
import io.etcdsnapshot.kubernetes.resource.ResourceKind;
import io.etcdsnapshot.testing.EtcdServer;
import io.etcdsnapshot.testing.KubernetesSources;
import io.etcdsnapshot.testing.Program;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code get}, {@code diff} and {@code usage} tell of twenty thousand objects is what was written to a real etcd. */
class ManyObjectsIT {
    private static final int OBJECTS = 20_000;

    @TempDir
    Path directory;

    private ManyObjects objects;
    private String kinds;

    @ParameterizedTest
    @ValueSource(strings = {"3.4", "3.5", "3.6", "3.7"})
    void whatIsReadIsWhatWasWritten(String version) throws Exception {
        Path first;
        Path second;
        long compacted;
        long then;
        long between;
        try (EtcdServer etcd = start(version)) {
            objects = new ManyObjects(etcd, KubernetesSources.testdata().resolve("HEAD"));
            objects.create(OBJECTS - 1000);
            objects.change(2000);
            objects.create(1000);
            compacted = objects.revision();
            etcd.compact();
            objects.change(300);
            then = objects.revision();
            first = etcd.save(directory.resolve("first.db"));
            objects.change(500);
            between = objects.revision();
            objects.change(500);
            second = etcd.save(directory.resolve("second.db"));
        }
        kinds = objects.kinds().stream().map(ResourceKind::qualifiedName).collect(Collectors.joining(","));
        assertThat(objects.kinds()).hasSizeGreaterThanOrEqualTo(60);

        everyObjectIsShownAsItWas(between, second, "--revision", "" + between);
        namesAreThoseOf(objects.revision(), second);
        namesAreThoseOf(then, second, "--revision", "" + then);
        everyVersionIsShown(compacted, second);
        differencesAreTheKnownOnes(then, first, second);
        usageAddsUp(second);
    }

    private EtcdServer start(String version) throws Exception {
        return switch (version) {
            case "3.4" -> EtcdServer.version34(directory);
            case "3.5" -> EtcdServer.version35(directory);
            case "3.6" -> EtcdServer.version36(directory);
            default -> EtcdServer.version37(directory);
        };
    }

    private Path ask(String... words) throws IOException {
        Path answer = directory.resolve("answer");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(answer))) {
            Program.Result result = WholeProgram.run(Map.of(), List.of(words), out);
            assertThat(result.exitCode()).as(result.err()).isZero();
        }
        return answer;
    }

    private Path get(String kind, Path snapshot, String output, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of("get", kind, "-A", "--from", snapshot.toString(), "-o", output));
        words.addAll(List.of(more));
        return ask(words.toArray(String[]::new));
    }

    private void everyObjectIsShownAsItWas(long revision, Path snapshot, String... more) throws IOException {
        Map<String, Thing> byName = objects.things().values().stream()
                .filter(thing -> thing.numberAt(revision) > 0)
                .collect(Collectors.toMap(thing -> thing.key().name(), thing -> thing));
        for (JsonObject item : items(get(kinds, snapshot, "json", more))) {
            Thing thing =
                    byName.remove(item.getAsJsonObject("metadata").get("name").getAsString());
            assertThat(item).isEqualTo(thing.at(revision));
        }
        assertThat(byName).isEmpty();
    }

    private void namesAreThoseOf(long revision, Path snapshot, String... more) throws IOException {
        assertThat(Files.readAllLines(get(kinds, snapshot, "name", more)))
                .containsExactlyInAnyOrderElementsOf(objects.things().values().stream()
                        .filter(thing -> thing.numberAt(revision) > 0)
                        .map(thing -> thing.key().typedName())
                        .toList());
    }

    /** Of what was compacted, the newest version of each object that was there. */
    private void everyVersionIsShown(long compacted, Path snapshot) throws IOException {
        List<String> expected = new ArrayList<>();
        for (Thing thing : objects.things().values()) {
            if (thing.key().kind().plural().equals("configmaps")) {
                Long kept = thing.versions().floorKey(compacted);
                boolean isThere = kept != null && thing.numberAt(kept) > 0;
                thing.versions()
                        .tailMap(isThere ? kept : compacted, isThere)
                        .forEach((revision, number) -> expected.add(thing.key().name() + " "
                                + (number == 0 ? "deleted" : "u%07d at %d".formatted(number, revision))));
            }
        }

        List<String> shown = new ArrayList<>();
        for (JsonObject item : items(get("configmaps", snapshot, "json", "--all-revisions"))) {
            JsonObject metadata = item.getAsJsonObject("metadata");
            String name = metadata.get("name").getAsString();
            shown.add(
                    metadata.has("uid")
                            ? "%s %s at %s"
                                    .formatted(
                                            name,
                                            metadata.get("uid").getAsString(),
                                            metadata.get("resourceVersion").getAsString())
                            : name + " deleted");
        }
        assertThat(shown).containsExactlyElementsOf(expected).anyMatch(version -> version.endsWith("deleted"));
    }

    private void differencesAreTheKnownOnes(long then, Path first, Path second) throws IOException {
        List<String> expected = new ArrayList<>();
        for (Thing thing : objects.things().values()) {
            int before = thing.numberAt(then);
            int after = thing.numberAt(objects.revision());
            if (before != after) {
                String change = before == 0 ? "added" : after == 0 ? "removed" : "changed";
                String namespace = thing.key().namespace();
                expected.add("%s %s%s"
                        .formatted(change, thing.key().typedName(), namespace.isEmpty() ? "" : " -n " + namespace));
            }
        }
        assertThat(expected).hasSizeGreaterThan(800);

        Path answer = ask("diff", "--all", "-o", "name", first.toString(), second.toString());

        assertThat(Files.readAllLines(answer)).containsExactlyInAnyOrderElementsOf(expected);
    }

    private void usageAddsUp(Path snapshot) throws IOException {
        JsonObject usage = JsonParser.parseString(Files.readString(ask("usage", "-o", "json", snapshot.toString())))
                .getAsJsonObject();
        JsonObject live = usage.getAsJsonObject("live");
        JsonObject old = usage.getAsJsonObject("old");
        long sum = live.get("bytes").getAsLong() + old.get("bytes").getAsLong();
        for (Map.Entry<String, JsonElement> field : usage.entrySet()) {
            boolean isPart = field.getKey().endsWith("Bytes") && !field.getKey().equals("fileBytes");
            sum += isPart ? field.getValue().getAsLong() : 0;
        }
        assertThat(sum).isEqualTo(Files.size(snapshot));
        Map<String, Long> perKind = objects.things().values().stream()
                .filter(thing -> thing.numberAt(objects.revision()) > 0)
                .collect(Collectors.groupingBy(thing -> thing.key().kind().qualifiedName(), Collectors.counting()));
        for (JsonElement each : usage.getAsJsonArray("kinds")) {
            JsonObject kind = each.getAsJsonObject();
            Long expected = perKind.remove(kind.get("name").getAsString());
            assertThat(kind.get("keys").getAsLong()).as(kind.toString()).isEqualTo(expected);
        }
        assertThat(perKind).isEmpty();
    }

    /** A list is read item by item. */
    private static Iterable<JsonObject> items(Path list) throws IOException {
        JsonReader reader = new JsonReader(Files.newBufferedReader(list));
        reader.beginObject();
        while (!reader.nextName().equals("items")) {
            reader.skipValue();
        }
        reader.beginArray();
        return () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                try {
                    return reader.hasNext();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public JsonObject next() {
                return JsonParser.parseReader(reader).getAsJsonObject();
            }
        };
    }
}
