package io.etcdsnapshot.bench;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/**
 * Objects as a Kubernetes API server keeps them in etcd: built-in kinds in protocol buffers, custom resources in JSON.
 * Names, vocabulary and random parts are mixed so that a compressor leaves a fifth to two fifths, as of a real cluster.
 */
final class ClusterObjects {
    /**
     * One resource of the API.
     *
     * @param share how many of a hundred objects are of this kind
     * @param lines of specification and status
     * @param secretBytes that nothing compresses
     */
    private record Kind(String resource, boolean json, int share, int lines, int secretBytes) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("events", false, 30, 6, 0),
            new Kind("pods", false, 18, 45, 0),
            new Kind("replicasets", false, 14, 25, 0),
            new Kind("secrets", false, 10, 4, 1500),
            new Kind("configmaps", false, 10, 60, 0),
            new Kind("endpointslices", false, 6, 12, 0),
            new Kind("operators.coreos.com/clusterserviceversions", true, 6, 150, 0),
            new Kind("leases", false, 5, 2, 0),
            new Kind("customresourcedefinitions", true, 1, 900, 0));
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

    static String key(int number) {
        Random random = new Random(number);
        return "/kubernetes.io/%s/namespace-%d/workload-%d-%s"
                .formatted(kind(random).resource(), random.nextInt(300), number, hex(random, 5));
    }

    /** @param change how often the object was updated */
    static byte[] value(int number, int change) {
        Random fixed = new Random(number);
        Kind kind = kind(fixed);
        Random random = new Random(number * 31L + change);
        ByteArrayOutputStream out = new ByteArrayOutputStream(8192);
        if (!kind.json()) {
            out.writeBytes(new byte[] {'k', '8', 's', 0});
        }
        field(out, kind, "kind", kind.resource());
        field(out, kind, "name", "workload-" + number);
        field(out, kind, "uid", uid(fixed));
        field(out, kind, "resourceVersion", Integer.toString(random.nextInt(90_000_000) + 10_000_000));
        field(
                out,
                kind,
                "creationTimestamp",
                "2026-11-%02dT%02d:%02d:%02dZ"
                        .formatted(1 + random.nextInt(28), random.nextInt(24), random.nextInt(60), random.nextInt(60)));
        field(out, kind, "managedFields", MANAGED);
        for (int line = 0; line < kind.lines(); line++) {
            field(out, kind, word(fixed), content(fixed, line));
        }
        field(out, kind, "observed", hex(random, 16));
        if (kind.secretBytes() > 0) {
            byte[] secret = new byte[kind.secretBytes()];
            random.nextBytes(secret);
            field(out, kind, "data", Base64.getEncoder().encodeToString(secret));
        }
        return out.toByteArray();
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

    private static void field(ByteArrayOutputStream out, Kind kind, String name, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        if (kind.json()) {
            out.writeBytes(("\"" + name + "\":\"").getBytes(StandardCharsets.UTF_8));
            out.writeBytes(text);
            out.writeBytes("\",".getBytes(StandardCharsets.UTF_8));
        } else {
            out.write(10 + name.length() % 15 * 8);
            out.write((text.length & 0x7f) | (text.length > 0x7f ? 0x80 : 0));
            out.write(text.length >> 7);
            out.writeBytes(text);
        }
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
