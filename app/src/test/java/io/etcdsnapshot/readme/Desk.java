package io.etcdsnapshot.readme;

import io.etcdsnapshot.chart.HelmCommand;
import io.etcdsnapshot.testing.ContainerImage;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Where an administrator types: a clone, with kubectl for oc. */
final class Desk {
    private static final String OC =
            """
            export HOME=$DESK/oc # not Helm's cache of what the API has
            case "$1 ${2:-}" in
              new-project*) kubectl create namespace "$2" && kubectl config set-context --current --namespace="$2" ;;
              adm\\ certificate) kubectl "${@:2}" ;;
              whoami\\ -t) echo sha256~token ;;
              rsh\\ -c) [[ " $(kubectl get pod "$4" -o jsonpath='{.spec.containers[*].name}') " == *" $3 "* ]] ;;
              *) kubectl "$@" ;;
            esac
            """;
    private static final String HELM = "HOME=$DESK/helm exec '%s' \"$@\"\n";
    private static final String PODMAN =
            """
            [[ $1 != login ]] || { [[ $2 == -u && $4 == -p && $5 && $6 == *.* ]] && exit; }
            [[ $1 != push ]] || set -- "$@" "dir:$DESK/pushed"
            exec /usr/bin/podman "$@"
            """;
    /** As one's own ~/.ssh would have it. */
    private static final String SCP = """
            exec /usr/bin/scp -q -F "$DESK/ssh_config" "$@"
            """;

    private final Path directory;
    private final Path kubeconfig;

    Desk(Path directory, Path kubeconfig) throws IOException, InterruptedException {
        this.directory = Files.createDirectories(directory);
        this.kubeconfig = kubeconfig;
        for (String part : List.of("app", "chart", "scripts", "values-examples")) {
            Files.createSymbolicLink(
                    directory.resolve(part), RealThings.projectRoot().resolve(part));
        }
        Files.createDirectory(directory.resolve("bin"));
        put("oc", OC);
        put("podman", PODMAN);
        put("helm", HELM.formatted(HelmCommand.HELM_3.executable()));
        put("scp", SCP);
        writeSshConfig();
        Program.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", directory + "/id_ed25519")
                .output();
    }

    private void writeSshConfig() throws IOException {
        StringBuilder config = new StringBuilder(
                "IdentityFile %s/id_ed25519%nStrictHostKeyChecking no%nUserKnownHostsFile /dev/null%nLogLevel ERROR%n"
                        .formatted(directory));
        Masters.ADDRESSES.forEach(
                (name, address) -> config.append("Host %s%n  HostName %s%n".formatted(name, address)));
        Files.writeString(directory.resolve("ssh_config"), config);
    }

    private void put(String name, String text) throws IOException {
        Path file = Files.writeString(directory.resolve("bin").resolve(name), "#!/bin/bash\nset -eu\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    Program.Result type(String line) throws IOException, InterruptedException {
        return Program.of("bash", "-euc", "cd '%s'%n%s".formatted(directory, line))
                .with("PATH", directory.resolve("bin") + ":" + System.getenv("PATH"))
                .with("DESK", directory.toString())
                .with("CONTAINERS_STORAGE_CONF", ContainerImage.storage())
                .with("KUBECONFIG", kubeconfig.toString())
                .with("KUBE_EDITOR", directory.resolve("bin/editor").toString())
                .run();
    }

    /** What {@code oc edit} starts: a program that puts this below {@code spec:}. */
    void editorAdds(String yaml) throws IOException {
        Path addition = Files.writeString(directory.resolve("addition"), yaml.indent(2));
        put("editor", "sed -i '/^spec:/r %s' \"$1\"\n".formatted(addition));
    }
}
