package io.etcdsnapshot.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.EtcdServer;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.SampleSets;
import io.etcdsnapshot.testing.SshMirror;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What must stay secret is in nothing that is written while encrypted sets are made, copied, verified, rehearsed and
 * restored: not at the destinations, not in temporary and staging files however short they live, not in any output.
 */
@Timeout(300)
class CanariesIT {
    private static final String ID = "2026-11-20_013000";
    private static final String CANARY = "canary-3b1f0a8e-of-a-secret-value";

    @TempDir
    private static Path directory;

    @Test
    void nothingSecretIsWrittenAnywhere() throws Exception {
        Path source = Files.createDirectory(directory.resolve("source"));
        try (EtcdServer etcd = EtcdServer.version34(directory)) {
            etcd.put(
                    "/kubernetes.io/secrets/prod/password",
                    5,
                    CANARY.repeat(2000).getBytes(StandardCharsets.UTF_8));
            SampleSets.of(directory, etcd).add(source, ID);
        }
        Path key = directory.resolve("key.txt");
        Path newKey = directory.resolve("new.txt");
        String recipient = keygen(key);
        String newRecipient = keygen(newKey);
        Path watched = Files.createDirectory(directory.resolve("watched"));
        Path host = Files.createDirectories(directory.resolve("host/home/core")).resolve("../..");
        String temporary = Files.createDirectory(watched.resolve("tmp")).toString();
        Path there = watched.resolve("there");
        try (SshMirror mirror = SshMirror.start(watched);
                Watch watch = Watch.over(watched)) {
            String far = mirror.location("sets");
            Run run = new Run(temporary, mirror.options());
            run.add("sync", "--from", source, "--to", there, "--to", far, "--recipient", recipient);
            run.add("verify", there);
            run.add("verify", there, "--age-identity", key);
            run.add("verify", far, "--age-identity", key);
            run.add("check", "--skip-host", "--to", there, "--age-identity", key);
            run.add("rekey", there, "--age-identity", key, "--recipient", newRecipient);
            run.add("sync", "--from", far, "--to", watched.resolve("again"), "--recipient", newRecipient)
                    .and("--age-identity", key.toString(), "--compress");
            run.add("rehearse", "latest", "--from", there, "--age-identity", newKey)
                    .and(
                            "--directory",
                            Files.createDirectory(directory.resolve("rehearsal"))
                                    .toString());
            run.add("restore", "latest", "--from", there, "--age-identity", newKey)
                    .and("--host-root", host.toString());
            run.all();

            Map<String, byte[]> secrets = secrets(key, newKey);
            assertThat(watch.stop()).as("files that were looked into").isGreaterThan(10);
            watch.contents().forEach((name, content) -> assertHoldsNone(name, content, secrets));
            run.outputs.forEach(
                    (name, output) -> assertHoldsNone(name, output.getBytes(StandardCharsets.UTF_8), secrets));
        }
        assertThat(new String(Files.readAllBytes(snapshot(source)), StandardCharsets.ISO_8859_1))
                .as("the canary is where it may be")
                .contains(CANARY);
    }

    private static String keygen(Path file) throws Exception {
        return Program.etcdSnapshot("keygen", file.toString()).output().strip();
    }

    private static Path snapshot(Path location) throws IOException {
        return location.resolve(ID).resolve("snapshot_" + ID + ".db");
    }

    /** A key is known by a part of it, too. */
    private static Map<String, byte[]> secrets(Path... keys) throws IOException {
        Map<String, byte[]> secrets = new HashMap<>();
        secrets.put("the value", CANARY.getBytes(StandardCharsets.US_ASCII));
        for (Path key : keys) {
            String identity = Files.readAllLines(key).get(2);
            secrets.put(key.getFileName().toString(), identity.substring(20, 60).getBytes(StandardCharsets.US_ASCII));
        }
        return secrets;
    }

    private static void assertHoldsNone(String name, byte[] content, Map<String, byte[]> secrets) {
        String hex = HexFormat.of().formatHex(content);
        secrets.forEach((secret, bytes) -> {
            int at = hex.indexOf(HexFormat.of().formatHex(bytes));
            assertThat(at).as("%s in %s", secret, name).isEqualTo(-1);
        });
    }

    /** Commands one after another, with all that they say. */
    private static final class Run {
        private final String temporary;
        private final List<String> ssh;
        private final List<Program> programs = new ArrayList<>();
        private final List<String> names = new ArrayList<>();
        private final Map<String, String> outputs = new HashMap<>();

        Run(String temporary, List<String> ssh) {
            this.temporary = temporary;
            this.ssh = ssh;
        }

        Program add(Object... arguments) {
            String[] words = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
            Program program = Program.java(List.of("-Djava.io.tmpdir=" + temporary), words)
                    .and("-v")
                    .with("TMPDIR", temporary);
            if (Stream.of(words).anyMatch(word -> word.startsWith("ssh://"))) {
                program.and(ssh);
            }
            programs.add(program);
            names.add(String.join(" ", words));
            return program;
        }

        void all() throws Exception {
            for (int i = 0; i < programs.size(); i++) {
                Program.Result result = programs.get(i).run();
                assertThat(result.exitCode()).as(names.get(i) + result.all()).isZero();
                outputs.put(names.get(i), result.all());
            }
        }
    }

    /** Opens every file as it appears, so that its content is known even if it is deleted. */
    private static final class Watch implements AutoCloseable {
        private final Path root;
        private final AtomicBoolean over = new AtomicBoolean();
        private final Map<Object, Path> names = new HashMap<>();
        private final Map<Object, InputStream> opened = new HashMap<>();
        private final Thread thread = new Thread(this::look);

        private Watch(Path root) {
            this.root = root;
        }

        static Watch over(Path root) {
            Watch watch = new Watch(root);
            watch.thread.start();
            return watch;
        }

        private void look() {
            while (!over.get()) {
                try (Stream<Path> files = Files.walk(root)) {
                    files.filter(Files::isRegularFile).forEach(this::open);
                    Thread.sleep(1);
                } catch (IOException | RuntimeException e) {
                    // something was moved while it was walked
                } catch (InterruptedException e) {
                    return;
                }
            }
        }

        private void open(Path file) {
            try {
                Object id = Files.getAttribute(file, "unix:ino");
                if (!opened.containsKey(id)) {
                    opened.put(id, new FileInputStream(file.toFile()));
                    names.put(id, file);
                }
            } catch (IOException e) {
                // it is gone already
            }
        }

        int stop() throws InterruptedException {
            over.set(true);
            thread.join();
            return opened.size();
        }

        Map<String, byte[]> contents() throws IOException {
            Map<String, byte[]> contents = new HashMap<>();
            for (Map.Entry<Object, InputStream> file : opened.entrySet()) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                file.getValue().transferTo(bytes);
                contents.put(names.get(file.getKey()).toString(), bytes.toByteArray());
            }
            return contents;
        }

        @Override
        public void close() throws IOException {
            over.set(true);
            for (InputStream stream : opened.values()) {
                stream.close();
            }
        }
    }
}
