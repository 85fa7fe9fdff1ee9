package io.etcdsnapshot.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs the jar that users run, or any other program, and keeps what it said. */
public final class Program {
    /** What a run came to. */
    public record Result(int exitCode, String out, String err) {
        /** Both outputs, for searches. */
        public String all() {
            return out + err;
        }
    }

    private final List<String> command;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Path directory = Path.of("");

    private Program(List<String> command) {
        this.command = new ArrayList<>(command);
    }

    public static Program of(String... command) {
        return new Program(List.of(command));
    }

    /** {@code java -jar etcd-snapshot.jar}, without variables of the caller that it would listen to. */
    public static Program etcdSnapshot(String... arguments) {
        return java(List.of(), arguments);
    }

    /** The same with options for the virtual machine. */
    public static Program java(List<String> virtualMachineOptions, String... arguments) {
        return java().and(virtualMachineOptions)
                .and("-XX:SharedArchiveFile=" + archive(), "-jar", jar().toString())
                .and(arguments);
    }

    /** What {@code scripts/launcher/make-archive} made of the jar; where it is missing, Java starts without. */
    private static Path archive() {
        return jar().resolveSibling("etcd-snapshot.jsa");
    }

    /** A main class of the tests themselves, beside the classes under test. */
    public static Program java(Class<?> main, String virtualMachineOption, String... arguments) {
        Path target = RealThings.projectRoot().resolve("app/target");
        return java().and(virtualMachineOption, "-cp", target.resolve("classes") + ":" + target.resolve("test-classes"))
                .and(main.getName())
                .and(arguments);
    }

    private static Program java() {
        return of(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    }

    public static Path jar() {
        return RealThings.projectRoot().resolve("app/target/etcd-snapshot.jar");
    }

    /** Runs it in a network namespace. */
    public Program inNetwork(String namespace) {
        command.addAll(0, List.of("ip", "netns", "exec", namespace));
        return this;
    }

    /** With further arguments. */
    public Program and(String... more) {
        return and(List.of(more));
    }

    public Program and(List<String> more) {
        command.addAll(more);
        return this;
    }

    /** Runs in another directory. */
    public Program in(Path working) {
        directory = working;
        return this;
    }

    public Program with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /**
     * Starts it as a shell in the foreground would: where the tests themselves run in the background, SIGINT is ignored,
     * and a program keeps what it inherits.
     */
    public Process start() throws IOException {
        List<String> foreground = new ArrayList<>(List.of("env", "--default-signal=INT,QUIT"));
        foreground.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(foreground);
        builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
        builder.environment().putAll(environment);
        builder.directory(directory.toAbsolutePath().toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        return builder.start();
    }

    /** Runs to the end, two minutes at most. */
    public Result run() throws IOException, InterruptedException {
        Process process = start();
        CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> read(process.getErrorStream()));
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("still running after two minutes: " + String.join(" ", command));
        }
        return new Result(process.exitValue(), out.join(), err.join());
    }

    /** Runs to the end and returns the output. */
    public String output() throws IOException, InterruptedException {
        Result result = run();
        if (result.exitCode() != 0) {
            throw new AssertionError("%s: exit %d%n%s".formatted(command, result.exitCode(), result.all()));
        }
        return result.out();
    }

    private static String read(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
