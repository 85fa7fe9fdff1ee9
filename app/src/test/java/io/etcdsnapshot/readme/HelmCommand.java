package io.etcdsnapshot.readme;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.Release;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code helm install} and {@code helm test}, by the real Helm engine. */
@Command(name = "helm", mixinStandardHelpOptions = true)
final class HelmCommand {
    private final Path kubeconfig = Path.of(System.getenv("KUBECONFIG"));

    @Command(name = "install")
    int install(
            @Parameters(index = "0") String name,
            @Parameters(index = "1") Path chart,
            @Option(names = {"-n", "--namespace"}) String namespace,
            @Option(names = {"-f", "--values"}) List<Path> files,
            @Option(names = "--set") Map<String, String> values) {
        InstallCommand install = new Helm(chart)
                .install()
                .withName(name)
                .withNamespace(namespace)
                .withKubeConfig(kubeconfig);
        for (Path file : files == null ? List.<Path>of() : files) {
            install.withValuesFile(file);
        }
        (values == null ? Map.<String, String>of() : values).forEach(install::set);
        return show(install.call());
    }

    @Command(name = "test")
    int test(
            @Parameters(index = "0") String name,
            @Option(names = {"-n", "--namespace"}) String namespace,
            @Option(names = "--logs") boolean logs)
            throws Exception {
        try {
            return show(Helm.test(name)
                    .withNamespace(namespace)
                    .withKubeConfig(kubeconfig)
                    .call());
        } finally {
            if (logs) {
                new ProcessBuilder("kubectl", "logs", "-n", namespace, name + "-test")
                        .inheritIO()
                        .start()
                        .waitFor();
            }
        }
    }

    private static int show(Release release) {
        System.out.println(release.getOutput());
        return 0;
    }

    public static void main(String... arguments) {
        System.exit(new CommandLine(new HelmCommand()).execute(arguments));
    }
}
