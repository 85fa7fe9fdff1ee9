package io.etcdsnapshot.rehearse;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.host.EtcdPrograms;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The programs that a rehearsal runs, as this process sees them.
 *
 * @param etcd the server
 * @param restorer etcdutl, or an etcdctl that still knows {@code snapshot restore}
 */
public record EtcdTools(Path etcd, Path restorer) {
    /**
     * What the user named; else what lies beside that; else on our own PATH; else on the host.
     *
     * @param path directories, as in the variable PATH
     * @throws Failure if one is missing, saying where it was looked for
     */
    public static EtcdTools find(@Nullable Path etcd, @Nullable Path etcdutl, String path, EtcdPrograms host)
            throws InterruptedException {
        List<Path> directories = new ArrayList<>();
        for (Path given : Arrays.asList(etcd, etcdutl)) {
            if (given != null) {
                directories.add(given.toAbsolutePath().getParent());
            }
        }
        Arrays.stream(path.split(File.pathSeparator))
                .filter(name -> !name.isEmpty())
                .map(Path::of)
                .forEach(directories::add);
        Path server = etcd != null ? require(etcd, "--etcd") : search(directories, host, "etcd", "--etcd");
        Path restorer = etcdutl != null
                ? require(etcdutl, "--etcdutl")
                : search(directories, host, "etcdutl", "--etcdutl", "etcdctl");
        return new EtcdTools(server, restorer);
    }

    private static Path require(Path given, String option) {
        if (!isProgram(given)) {
            throw Failure.failed("%s %s is not an executable file".formatted(option, given));
        }
        return given.toAbsolutePath();
    }

    private static Path search(
            List<Path> directories, EtcdPrograms host, String name, String option, String... otherNames)
            throws InterruptedException {
        List<String> names = new ArrayList<>(List.of(name));
        names.addAll(List.of(otherNames));
        for (String each : names) {
            Optional<Path> here = directories.stream()
                    .map(directory -> directory.resolve(each))
                    .filter(EtcdTools::isProgram)
                    .findFirst();
            if (here.isPresent()) {
                return here.get().toAbsolutePath();
            }
        }
        for (String each : names) {
            Optional<Path> there = host.find(each);
            if (there.isPresent()) {
                return there.get();
            }
        }
        throw Failure.failed("there is no %s to rehearse with: looked in %s, and on the host in %s"
                        .formatted(
                                String.join(" and no ", names),
                                String.join(
                                        ":",
                                        directories.stream()
                                                .map(Path::toString)
                                                .distinct()
                                                .toList()),
                                EtcdPrograms.places(name)))
                .hint("install etcd, or copy it from the etcd image, and name it with %s".formatted(option));
    }

    private static boolean isProgram(Path path) {
        return Files.isRegularFile(path) && Files.isExecutable(path);
    }
}
