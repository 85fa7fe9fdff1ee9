package io.etcdsnapshot.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Objects as a Kubernetes API server keeps them in etcd: built-in kinds in protocol buffers, custom resources in JSON.
 * Names, vocabulary and random parts are mixed so that a compressor leaves a fifth to two fifths, as of a real cluster.
 */
final class ClusterObjects {
    /** A config map that every database has, and that nothing changes. */
    static final int NEEDLE = 0;

    /**
     * One resource of the API.
     *
     * @param share how many of a hundred objects are of this kind
     * @param lines of specification and status, which are annotations here
     * @param secretBytes that nothing compresses
     */
    private record Kind(String resource, String apiVersion, String name, int share, int lines, int secretBytes) {
        boolean json() {
            return resource.contains("/");
        }
    }

    private static final Kind CONFIG_MAPS = new Kind("configmaps", "v1", "ConfigMap", 10, 28, 0);
    private static final List<Kind> KINDS = List.of(
            new Kind("events", "v1", "Event", 30, 3, 0),
            new Kind("pods", "v1", "Pod", 18, 18, 0),
            new Kind("replicasets", "apps/v1", "ReplicaSet", 14, 12, 0),
            new Kind("secrets", "v1", "Secret", 10, 3, 1000),
            CONFIG_MAPS,
            new Kind("endpointslices", "discovery.k8s.io/v1", "EndpointSlice", 6, 8, 0),
            new Kind(
                    "operators.coreos.com/clusterserviceversions",
                    "operators.coreos.com/v1alpha1",
                    "ClusterServiceVersion",
                    6,
                    80,
                    0),
            new Kind("leases", "coordination.k8s.io/v1", "Lease", 5, 2, 0),
            new Kind("example.com/widgets", "example.com/v1", "Widget", 1, 200, 0));
    private static final String[] WORDS = {
        "apiVersion",
        "containerStatuses",
        "imagePullPolicy",
        "IfNotPresent",
        "terminationMessagePath",
        "/dev/termination-log",
        "node.kubernetes.io/not-ready",
        "NoExecute",
        "tolerationSeconds",
        "readinessProbe",
        "lastTransitionTime",
        "ContainersReady",
        "PodScheduled",
        "livenessProbe",
        "failureThreshold",
        "periodSeconds",
        "openshift.io/scc",
        "restricted-v2",
        "seccompProfile",
        "RuntimeDefault",
        "allowPrivilegeEscalation",
        "kube-api-access",
        "projected",
        "defaultMode",
        "serviceAccountToken",
        "expirationSeconds",
        "securityContext",
        "preserveUnknownFields",
        "description",
        "properties",
        "string",
        "integer",
        "format",
        "int32",
        "additionalProperties"
    };
    private static final String MANAGED = "{\"f:metadata\":{\"f:annotations\":{\".\":{},\"f:openshift.io/scc\":{}},"
            + "\"f:labels\":{\".\":{},\"f:app\":{},\"f:pod-template-hash\":{}},\"f:ownerReferences\":{\".\":{}}},"
            + "\"f:spec\":{\"f:containers\":{},\"f:dnsPolicy\":{},\"f:restartPolicy\":{},\"f:schedulerName\":{}}}";

    private ClusterObjects() {}

    private record Place(Kind kind, String namespace, String name) {
        static Place of(int number) {
            if (number == NEEDLE) {
                return new Place(CONFIG_MAPS, "bench", "needle");
            }
            Random random = new Random(number);
            return new Place(
                    ClusterObjects.kind(random),
                    "namespace-" + random.nextInt(300),
                    "workload-%d-%s".formatted(number, hex(random, 5)));
        }
    }

    static String key(int number) {
        Place place = Place.of(number);
        return "/kubernetes.io/%s/%s/%s".formatted(place.kind().resource(), place.namespace(), place.name());
    }

    /** @param change how often the object was updated */
    static byte[] value(int number, int change) {
        Place place = Place.of(number);
        Random fixed = new Random(number + 1);
        Random random = new Random(number * 31L + change);
        String created = "2026-11-%02dT%02d:00:00Z".formatted(1 + fixed.nextInt(28), fixed.nextInt(24));
        Map<String, String> annotations = new LinkedHashMap<>();
        for (int line = 0; line < place.kind().lines(); line++) {
            annotations.put(word(fixed) + "-" + line, content(fixed, line));
        }
        annotations.put("observed", hex(random, 16));
        return place.kind().json() ? json(place, created, annotations) : protobuf(place, created, annotations, random);
    }

    private static byte[] json(Place place, String created, Map<String, String> annotations) {
        JsonObject metadata = new JsonObject();
        metadata.addProperty("name", place.name());
        metadata.addProperty("namespace", place.namespace());
        metadata.addProperty("uid", uid(new Random(place.name().hashCode())));
        metadata.addProperty("creationTimestamp", created);
        metadata.add("annotations", new Gson().toJsonTree(annotations));
        JsonObject object = new JsonObject();
        object.addProperty("apiVersion", place.kind().apiVersion());
        object.addProperty("kind", place.kind().name());
        object.add("metadata", metadata);
        return object.toString().getBytes(UTF_8);
    }

    private static byte[] protobuf(Place place, String created, Map<String, String> annotations, Random random) {
        ByteArrayOutputStream metadata = new ByteArrayOutputStream(4096);
        field(metadata, 1, place.name());
        field(metadata, 3, place.namespace());
        field(metadata, 5, uid(new Random(place.name().hashCode())));
        ByteArrayOutputStream time = new ByteArrayOutputStream();
        time.write(1 << 3);
        varint(time, Instant.parse(created).getEpochSecond());
        field(metadata, 8, time);
        annotations.forEach((name, text) -> field(metadata, 12, entry(name, text.getBytes(UTF_8))));
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        field(fields, 1, MANAGED);
        ByteArrayOutputStream managed = new ByteArrayOutputStream();
        field(managed, 1, "kube-controller-manager");
        field(managed, 2, "Update");
        field(managed, 3, place.kind().apiVersion());
        field(managed, 6, "FieldsV1");
        field(managed, 7, fields);
        field(metadata, 17, managed);
        ByteArrayOutputStream raw = new ByteArrayOutputStream(8192);
        field(raw, 1, metadata);
        if (place.kind().secretBytes() > 0) {
            byte[] secret = new byte[place.kind().secretBytes()];
            random.nextBytes(secret);
            field(raw, 2, entry("data", Base64.getEncoder().encode(secret)));
        }
        ByteArrayOutputStream type = new ByteArrayOutputStream();
        field(type, 1, place.kind().apiVersion());
        field(type, 2, place.kind().name());
        ByteArrayOutputStream out = new ByteArrayOutputStream(8192);
        out.writeBytes(new byte[] {'k', '8', 's', 0});
        field(out, 1, type);
        field(out, 2, raw);
        return out.toByteArray();
    }

    private static ByteArrayOutputStream entry(String name, byte[] value) {
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        field(entry, 1, name);
        field(entry, 2, value);
        return entry;
    }

    private static void field(ByteArrayOutputStream out, int number, ByteArrayOutputStream message) {
        field(out, number, message.toByteArray());
    }

    private static void field(ByteArrayOutputStream out, int number, String text) {
        field(out, number, text.getBytes(UTF_8));
    }

    private static void field(ByteArrayOutputStream out, int number, byte[] bytes) {
        varint(out, number << 3 | 2);
        varint(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void varint(ByteArrayOutputStream out, long number) {
        long left = number;
        for (; left > 0x7f; left >>>= 7) {
            out.write((int) (left & 0x7f | 0x80));
        }
        out.write((int) left);
    }

    private static Kind kind(Random random) {
        int place = random.nextInt(100);
        for (Kind kind : KINDS) {
            place -= kind.share();
            if (place < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("the shares come to less than a hundred");
    }

    private static String content(Random random, int line) {
        return switch (line % 6) {
            case 0 -> "quay.io/openshift-release-dev/ocp-v4.0-art-dev@sha256:" + hex(random, 32);
            case 1 -> "2026-11-20T%02d:%02d:00Z".formatted(random.nextInt(24), random.nextInt(60));
            case 2 -> "10.%d.%d.%d".formatted(random.nextInt(4) + 128, random.nextInt(256), random.nextInt(256));
            case 3 -> uid(random);
            default -> word(random) + " " + word(random) + " " + word(random) + " " + word(random);
        };
    }

    private static String word(Random random) {
        return WORDS[random.nextInt(WORDS.length)];
    }

    private static String uid(Random random) {
        return hex(random, 4) + "-" + hex(random, 2) + "-" + hex(random, 2) + "-" + hex(random, 2) + "-"
                + hex(random, 6);
    }

    private static String hex(Random random, int bytes) {
        StringBuilder text = new StringBuilder(2 * bytes);
        for (int i = 0; i < 2 * bytes; i++) {
            text.append(Character.forDigit(random.nextInt(16), 16));
        }
        return text.toString();
    }
}
