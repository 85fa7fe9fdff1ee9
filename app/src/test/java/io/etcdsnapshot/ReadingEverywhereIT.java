package io.etcdsnapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.cli.ObjectsOfACluster;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.S3Gateway;
import io.etcdsnapshot.testing.SshMirror;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code get}, {@code history}, {@code diff} and {@code usage} answer the same wherever sets are, and in whatever form. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadingEverywhereIT {
    private static final String FIRST = "2026-11-19_013000";
    private static final String SECOND = "2026-11-20_013000";
    private static final List<List<String>> QUESTIONS = List.of(
            List.of("get", "configmaps,secrets,routes,widgets", "-A", "-o", "json"),
            List.of("get", "cm/settings", "-n", "shop", "--set", FIRST, "--no-verify", "-o", "yaml"),
            List.of("history", "cm/settings", "-n", "shop", "-o", "json"),
            List.of("diff", "-o", "json"),
            List.of("diff", FIRST, "cm/settings", "-n", "shop"),
            List.of("usage", "-o", "json"));

    @TempDir
    static Path work;

    private final Map<String, List<String>> places = new LinkedHashMap<>();
    private Path copies;
    private S3Gateway gateway;
    private SshMirror mirror;

    @BeforeAll
    void copyTwoSetsToEveryKindOfPlace() throws Exception {
        String flat;
        try (ObjectsOfACluster cluster = ObjectsOfACluster.start(work)) {
            flat = cluster.location().toString();
            cluster.save(FIRST);
            cluster.write(
                    "configmaps/shop/settings",
                    ObjectsOfACluster.configMap("settings", "green", "2026-11-19T09:40:00Z", "helm"));
            cluster.save(SECOND);
        }
        copies = Files.createDirectory(work.resolve("copies"));
        gateway = S3Gateway.shared(S3Gateway.Kind.CEPH);
        mirror = SshMirror.start(work);
        Path identity = work.resolve("identity");
        String recipient = ask("keygen", identity.toString()).out().strip();
        List<String> opened = List.of("--age-identity", identity.toString());
        List<String> s3 = List.of("--s3-endpoint", gateway.endpoint().toString());
        String bucket = "s3://%s/prod".formatted(gateway.newBucket());

        Path halves = Files.createDirectory(work.resolve("halves"));
        String keys = halves.resolve("keys").toString();
        place("flat", flat);
        copied("directory", flat, work.resolve("sets").toString(), List.of(), List.of());
        copied("halves", flat, halves.resolve("data").toString(), List.of("--kube-resources-to", keys), List.of());
        places.get("halves").addAll(List.of("--kube-resources-from", keys));
        copied("encrypted", flat, work.resolve("encrypted").toString(), List.of("--recipient", recipient), opened);
        copied("mirror", flat, mirror.location("sets"), mirror.options(), mirror.options());
        copied("bucket", flat, bucket, joined(s3, List.of("--compress", "--recipient", recipient)), joined(s3, opened));
    }

    private void place(String name, String location) {
        places.put(name, new ArrayList<>(List.of("--from", location, "--directory", copies.toString())));
    }

    /** @param to options of the copy; @param from options of reading it */
    private void copied(String name, String flat, String location, List<String> to, List<String> from) {
        Program.Result copied = ask(joined(List.of("sync", "--from", flat, "--to", location), to));
        assertThat(copied.exitCode()).as(copied.all()).isZero();
        place(name, location);
        places.get(name).addAll(from);
    }

    @AfterAll
    void stop() throws Exception {
        mirror.close();
    }

    @Test
    void answersAreTheSameEverywhere() throws Exception {
        for (List<String> question : QUESTIONS) {
            Program.Result first = ask(joined(question, places.get("flat")));
            assertThat(first.out()).as(first.err()).contains(question.contains("usage") ? "configmap/" : "settings");
            for (Map.Entry<String, List<String>> place : places.entrySet()) {
                Program.Result answer = ask(joined(question, place.getValue()));

                assertThat(answer.exitCode())
                        .as("%s: %s", place.getKey(), answer.err())
                        .isEqualTo(first.exitCode());
                assertThat(withoutLocation(answer)).as(place.getKey()).isEqualTo(withoutLocation(first));
            }
        }
        try (Stream<Path> left = Files.list(copies)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void encryptedSetsAreShutWithoutAnIdentity() {
        Program.Result shut = ask("usage", "--from", work.resolve("encrypted").toString());

        assertThat(shut.exitCode()).isEqualTo(1);
        assertThat(shut.err()).contains(SECOND + " is encrypted, and no identity opens it");
    }

    private static String withoutLocation(Program.Result answer) {
        return answer.out().replaceAll("\"location\": *\"[^\"]*\",?", "");
    }

    private static List<String> joined(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private Program.Result ask(String... words) {
        return ask(List.of(words));
    }

    private Program.Result ask(List<String> words) {
        return WholeProgram.run(gateway == null ? Map.of() : gateway.environment(), words);
    }
}
