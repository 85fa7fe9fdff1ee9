package io.etcdsnapshot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.kubernetes.resource.KindCatalog;
import io.etcdsnapshot.kubernetes.resource.ResourceKey;
import io.etcdsnapshot.kubernetes.resource.ResourceKind;
import io.etcdsnapshot.testing.EtcdServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Objects of every kind as Kubernetes' own vectors have them, each under a name of its own, that are written to an etcd,
 * changed and deleted at random; and what each of them was at every revision.
 */
final class ManyObjects {
    private static final String ROOT = "/kubernetes.io/";
    private static final int OF_EVERY_KIND = 30;
    private static final int SMALL_KINDS = 10;
    private static final int TRANSACTION = 100;

    /** A kind's object, as it is stored and as it is shown. */
    private record Sample(ResourceKind kind, String stored, String json) {}

    /** One object, with the numbers of its contents by revision; a deletion is the number 0. */
    record Thing(ResourceKey key, String etcdKey, String stored, String json, TreeMap<Long, Integer> versions) {
        private byte[] content(int number) {
            return withUid(stored, number).getBytes(ISO_8859_1);
        }

        /** As the API server showed it then; empty if it was not there. */
        JsonObject at(long revision) {
            Map.Entry<Long, Integer> version = versions.floorEntry(revision);
            if (version == null || version.getValue() == 0) {
                return new JsonObject();
            }
            JsonObject object =
                    JsonParser.parseString(withUid(json, version.getValue())).getAsJsonObject();
            object.getAsJsonObject("metadata")
                    .addProperty("resourceVersion", version.getKey().toString());
            return object;
        }

        int numberAt(long revision) {
            Map.Entry<Long, Integer> version = versions.floorEntry(revision);
            return version == null ? 0 : version.getValue();
        }

        private static String withUid(String text, int number) {
            return text.replace("uidValue", "u%07d".formatted(number));
        }
    }

    private final EtcdServer etcd;
    private final Random random = new Random(17);
    private final List<Sample> samples = new ArrayList<>();
    private final Map<String, Thing> things = new TreeMap<>();
    private int contents;
    private long revision;

    /** @param vectors of one release: {@code core.v1.Pod.pb} and {@code core.v1.Pod.json}, and so on */
    ManyObjects(EtcdServer etcd, Path vectors) throws IOException {
        this.etcd = etcd;
        Map<ResourceKind, Path> newest = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(vectors)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (file.toString().endsWith(".pb")) {
                    kind(file).ifPresent(kind -> newest.put(kind, file));
                }
            }
        }
        for (Map.Entry<ResourceKind, Path> each : newest.entrySet()) {
            Path json = Path.of(each.getValue().toString().replaceFirst("pb$", "json"));
            samples.add(new Sample(
                    each.getKey(), Files.readString(each.getValue(), ISO_8859_1), Files.readString(json, ISO_8859_1)));
        }
        samples.sort(Comparator.comparing(sample -> sample.json().length()));
    }

    /** The kind of a vector, if its objects are stored, and in a place that is theirs alone. */
    private static Optional<ResourceKind> kind(Path vector) {
        String name = vector.getFileName().toString();
        String[] words = name.split("\\.");
        String kind = words[words.length - 2];
        String group = name.substring(0, name.length() - (kind + "." + words[words.length - 3] + ".pb").length() - 1);
        return KindCatalog.builtIn().of(group.equals("core") ? "" : group, kind).filter(found -> ResourceKey.parse(
                        key(found, "ns", "name"), KindCatalog.builtIn())
                .filter(key -> key.kind().equals(found))
                .isPresent());
    }

    private static String key(ResourceKind kind, String namespace, String name) {
        return ROOT + kind.etcdPrefix() + "/" + (kind.namespaced() ? namespace + "/" : "") + name;
    }

    List<ResourceKind> kinds() {
        return samples.stream().map(Sample::kind).toList();
    }

    Map<String, Thing> things() {
        return things;
    }

    /** The newest revision. */
    long revision() {
        return revision;
    }

    /** Creates some of every kind, and of the small kinds as many as it takes. */
    void create(int count) throws Exception {
        List<Thing> created = new ArrayList<>();
        int before = things.size();
        for (int i = before; i < before + count; i++) {
            boolean every = i < samples.size() * OF_EVERY_KIND;
            Sample sample = samples.get(i % (every ? samples.size() : SMALL_KINDS));
            String name = "n%08d".formatted(i);
            String namespace = "namespace-%04d".formatted(i % 50);
            String key = key(sample.kind(), namespace, name);
            Thing thing = new Thing(
                    ResourceKey.parse(key, KindCatalog.builtIn()).orElseThrow(),
                    key,
                    renamed(sample.stored(), namespace, name),
                    renamed(sample.json(), namespace, name),
                    new TreeMap<>());
            created.add(thing);
            things.put(key, thing);
        }
        write(created, false);
    }

    /** The lengths in a protobuf message stay true where a name is replaced by one of the same length. */
    private static String renamed(String text, String namespace, String name) {
        return text.replace("namespaceValue", namespace).replace("nameValue", name);
    }

    /** Changes or deletes some, or creates again what was deleted. */
    void change(int count) throws Exception {
        List<Thing> all = new ArrayList<>(things.values());
        List<Thing> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(all.get(random.nextInt(all.size())));
        }
        write(some, true);
    }

    private void write(List<Thing> some, boolean mayDelete) throws Exception {
        for (int from = 0; from < some.size(); from += TRANSACTION) {
            Map<String, byte[]> written = new LinkedHashMap<>();
            Map<String, Integer> numbers = new LinkedHashMap<>();
            for (Thing thing : some.subList(from, Math.min(some.size(), from + TRANSACTION))) {
                boolean delete = mayDelete && thing.numberAt(Long.MAX_VALUE) > 0 && random.nextInt(3) == 0;
                int number = delete ? 0 : ++contents;
                if (!written.containsKey(thing.etcdKey())) {
                    written.put(thing.etcdKey(), delete ? null : thing.content(number));
                    numbers.put(thing.etcdKey(), number);
                }
            }
            revision = etcd.write(written);
            numbers.forEach((key, number) -> things.get(key).versions().put(revision, number));
        }
    }
}
