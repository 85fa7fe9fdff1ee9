package io.etcdsnapshot.chart;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.etcdsnapshot.testing.RealThings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The chart of this repository, rendered by the real Helm engine. */
public final class Chart {

    static final String OLDEST = "1.21.0";
    static final String NEWEST = "1.35.0";
    static final Path ROOT = RealThings.projectRoot();
    public static final Path DIRECTORY = ROOT.resolve("chart");

    private Chart() {}

    public static Release render(String values) {
        return render(values, NEWEST);
    }

    static Release render(String values, String kubeVersion) {
        return withFile(values, file -> render(file, kubeVersion));
    }

    static Release render(Path values, String kubeVersion) {
        return render(DIRECTORY, values, kubeVersion);
    }

    private static Release render(Path chart, Path values, String kubeVersion) {
        TemplateCommand template =
                new Helm(chart).template().withName("etcd-snapshot").withNamespace("etcd-backup");
        String text =
                template.withKubeVersion(kubeVersion).withValuesFile(values).call();
        return new Release(Objects.requireNonNullElse(text, ""));
    }

    static String notes(String values, String kubeVersion) {
        return withFile(values, file -> new Helm(DIRECTORY)
                .install()
                .clientOnly()
                .withDryRunOption(DryRun.CLIENT)
                .withName("etcd-snapshot")
                .withNamespace("etcd-backup")
                .withKubeVersion(kubeVersion)
                .withValuesFile(file)
                .call()
                .getOutput());
    }

    /** Also what only `helm test` runs: the engine leaves hooks out, so here the mark of a hook is taken off. */
    static Release renderWithHooks(String values, Path work) throws IOException {
        copyTo(work);
        Path hook = work.resolve("templates/tests/test-installation.yaml");
        Files.writeString(hook, read(hook).replace("helm.sh/hook:", "was-helm.sh/hook:"));
        return withFile(values, file -> render(work, file, NEWEST));
    }

    static void copyTo(Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(DIRECTORY, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = copy.resolve(DIRECTORY.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    static LintResult lint(Path chart) {
        return new Helm(chart).lint().strict().call();
    }

    static List<Path> examples() {
        try (Stream<Path> files = Files.list(ROOT.resolve("values-examples"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<Node> parse(String yaml) {
        Iterable<Object> documents = new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml);
        return StreamSupport.stream(documents.spliterator(), false)
                .filter(Objects::nonNull)
                .map(Node::new)
                .toList();
    }

    public static Node parse(Path file) {
        return parse(read(file)).get(0);
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T withFile(String values, Function<Path, T> use) {
        try {
            Path file = Files.createTempFile("values", ".yaml");
            try {
                return use.apply(Files.writeString(file, values));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
