package io.etcdsnapshot.chart;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A helm command as users have it, fetched by {@code scripts/lib/install.sh}. */
public enum HelmCommand {
    HELM_3("3"),
    HELM_4("4");

    private final Path executable;

    HelmCommand(String major) {
        Path install = RealThings.projectRoot().resolve("scripts/lib/install.sh");
        try {
            executable = Path.of(Program.of("bash", "-c", ". '%s' && need_helm %s".formatted(install, major))
                            .output()
                            .strip())
                    .resolve("helm");
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("cannot get helm " + major, e);
        }
    }

    public Path executable() {
        return executable;
    }

    /** Everything that {@code helm template} renders, hooks included. */
    Program.Result template(Path chart, Path values, String kubeVersion) throws IOException, InterruptedException {
        return of("template", "etcd-snapshot", chart.toString())
                .and("--namespace=etcd-backup", "--kube-version=" + kubeVersion, "--values=" + values)
                .run();
    }

    /** The output of {@code helm lint --strict}, warnings being errors. */
    Program.Result lint(Path chart, List<Path> values) throws IOException, InterruptedException {
        return of("lint", "--strict", chart.toString())
                .and(values.stream().map(file -> "--values=" + file).toList())
                .run();
    }

    Program of(String... arguments) {
        return Program.of(executable.toString()).and(arguments);
    }
}
