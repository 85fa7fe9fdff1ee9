package io.etcdsnapshot.host;

import io.etcdsnapshot.backup.Failure;
import io.etcdsnapshot.backup.Log;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds an etcdctl on a host that may be cut off from every registry. */
final class EtcdctlFinder {
    /** Where {@code cluster-backup.sh} keeps the one it took out of the etcd image, in newer and older releases. */
    private static final List<String> CACHED = List.of(
            "/etc/kubernetes/static-pod-resources/bin/etcdctl",
            "/home/core/assets/bin/etcdctl",
            "/home/core/assets/shared/bin/etcdctl");

    private static final List<String> IN_CONTAINER =
            List.of("/usr/bin/etcdctl", "/bin/etcdctl", "/usr/local/bin/etcdctl");

    private final HostCommands commands;
    private final @Nullable String given;
    private final Log log;

    /** @param given what the user named, as the host sees it */
    EtcdctlFinder(HostCommands commands, @Nullable String given, Log log) {
        this.commands = commands;
        this.given = given;
        this.log = log;
    }

    /** As the host sees it. */
    String find(Path staging) throws InterruptedException {
        if (given != null) {
            if (!isProgram(given)) {
                throw Failure.failed("%s, given as etcdctl, is no program on this host".formatted(given));
            }
            return given;
        }
        Optional<String> found = commands.root()
                .findProgram("etcdctl")
                .or(() -> CACHED.stream().filter(this::isProgram).findFirst());
        return found.isPresent() ? found.get() : inEtcdContainer(staging);
    }

    /** The running etcd container has one, which the host reaches through the container's root. */
    private String inEtcdContainer(Path staging) throws InterruptedException {
        Optional<String> container = commands.ask(
                        List.of("crictl", "ps", "--label", "io.kubernetes.container.name=etcd", "-q"),
                        Map.of(),
                        staging,
                        log)
                .filter(answer -> !answer.isBlank());
        if (container.isPresent()) {
            String id = container.get().lines().findFirst().orElse("");
            Optional<String> pid = commands.ask(
                    List.of("crictl", "inspect", "--output", "go-template", "--template", "{{.info.pid}}", id),
                    Map.of(),
                    staging,
                    log);
            Optional<String> program = pid.filter(number -> number.matches("\\d+")).stream()
                    .flatMap(number -> IN_CONTAINER.stream().map(path -> "/proc/" + number + "/root" + path))
                    .filter(path -> isProgram(commands.root().inside(path)))
                    .findFirst();
            if (program.isPresent()) {
                return program.get();
            }
        }
        throw Failure.failed("there is no etcdctl on this host: looked in %s, %s and the running etcd container"
                        .formatted(String.join(":", HostEnvironment.PATH_DIRECTORIES), String.join(", ", CACHED)))
                .hint("copy one from the etcd image and name it with --etcdctl");
    }

    private boolean isProgram(String hostPath) {
        return isProgram(commands.root().resolve(hostPath));
    }

    private static boolean isProgram(Path path) {
        return Files.isRegularFile(path) && Files.isExecutable(path);
    }
}
