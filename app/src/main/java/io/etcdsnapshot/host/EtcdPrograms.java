package io.etcdsnapshot.host;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the programs of etcd on a host that may be cut off from every registry. */
public final class EtcdPrograms {
    /** Lists where {@code cluster-backup.sh} keeps what it took out of the etcd image, in newer and older releases. */
    private static final List<String> CACHED = List.of(
            "/etc/kubernetes/static-pod-resources/bin", "/home/core/assets/bin", "/home/core/assets/shared/bin");

    private static final Pattern VERSION = Pattern.compile("etcd Version: (\\S+)");
    private static final List<String> IN_CONTAINER = List.of("/usr/bin", "/bin", "/usr/local/bin");

    private final HostCommands commands;
    private final Log log;

    public EtcdPrograms(HostCommands commands, Log log) {
        this.commands = commands;
        this.log = log;
    }

    /** Describes where {@link #find} looks. */
    public static String places(String name) {
        return "%s, %s and the running etcd container"
                .formatted(String.join(":", HostEnvironment.PATH_DIRECTORIES), String.join(", ", cached(name)));
    }

    private static List<String> cached(String name) {
        return CACHED.stream().map(directory -> directory + "/" + name).toList();
    }

    /** Returns the path of a program, as this process sees it. */
    public Optional<Path> find(String name) throws InterruptedException {
        return find(name, EnvironmentTag.unique())
                .map(found -> found.startsWith("/proc/")
                        ? commands.root().inside(found)
                        : commands.root().resolve(found));
    }

    /** Returns the version of the etcd that is on the host, such as 3.5.21. */
    Optional<String> etcdVersion() throws InterruptedException {
        EnvironmentTag mark = EnvironmentTag.unique();
        Optional<String> etcd = find("etcd", mark);
        Optional<String> answer =
                etcd.isEmpty() ? Optional.empty() : commands.ask(List.of(etcd.get(), "--version"), Map.of(), mark, log);
        return answer.map(VERSION::matcher).filter(Matcher::find).map(version -> version.group(1));
    }

    /** Returns the path of a program, as the host sees it. */
    private Optional<String> find(String name, EnvironmentTag mark) throws InterruptedException {
        Optional<String> found = commands.root()
                .findProgram(name)
                .or(() -> cached(name).stream().filter(this::isProgram).findFirst());
        return found.isPresent() ? found : inEtcdContainer(name, mark);
    }

    /** Returns the program that the user named, else the one that is found. */
    String etcdctl(@Nullable String given, EnvironmentTag mark) throws InterruptedException {
        if (given != null) {
            if (!isProgram(given)) {
                throw Failure.failed("%s, given as etcdctl, is not an executable file on this host".formatted(given));
            }
            return given;
        }
        return find("etcdctl", mark)
                .orElseThrow(() -> Failure.failed("there is no etcdctl on this host: looked in " + places("etcdctl"))
                        .hint("copy one from the etcd image and name it with --etcdctl"));
    }

    /** The running etcd container has them, which the host reaches through the container's root. */
    private Optional<String> inEtcdContainer(String name, EnvironmentTag mark) throws InterruptedException {
        Optional<String> container = commands.ask(
                        List.of("crictl", "ps", "--label", "io.kubernetes.container.name=etcd", "-q"),
                        Map.of(),
                        mark,
                        log)
                .filter(answer -> !answer.isBlank());
        if (container.isPresent()) {
            String id = container.get().lines().findFirst().orElse("");
            Optional<String> pid = commands.ask(
                    List.of("crictl", "inspect", "--output", "go-template", "--template", "{{.info.pid}}", id),
                    Map.of(),
                    mark,
                    log);
            return pid.filter(number -> number.matches("\\d+")).stream()
                    .flatMap(number -> IN_CONTAINER.stream()
                            .map(directory -> "/proc/%s/root%s/%s".formatted(number, directory, name)))
                    .filter(path -> isProgram(commands.root().inside(path)))
                    .findFirst();
        }
        return Optional.empty();
    }

    private boolean isProgram(String hostPath) {
        return isProgram(commands.root().resolve(hostPath));
    }

    private static boolean isProgram(Path path) {
        return Files.isRegularFile(path) && Files.isExecutable(path);
    }
}
