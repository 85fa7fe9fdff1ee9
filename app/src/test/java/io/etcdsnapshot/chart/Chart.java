package io.etcdsnapshot.chart;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The chart of this repository, rendered by the real helm command. */
public final class Chart {

    static final String OLDEST = "1.21.0";
    static final String NEWEST = "1.35.0";
    static final Path ROOT = RealThings.projectRoot();
    public static final Path DIRECTORY = ROOT.resolve("chart");

    private record Request(String values, String kubeVersion) {}

    private static final Map<Request, Release> RENDERED = new ConcurrentHashMap<>();

    private Chart() {}

    /** What {@code helm install} would create, and what {@code helm test} would; each rendered once for all tests. */
    public static Release render(String values) {
        return render(values, NEWEST);
    }

    static Release render(String values, String kubeVersion) {
        return RENDERED.computeIfAbsent(
                new Request(values, kubeVersion), request -> withFile(values, file -> render(file, kubeVersion)));
    }

    static Release render(Path values, String kubeVersion) {
        return new Release(text(HelmCommand.HELM_4, values, kubeVersion));
    }

    /** @throws AssertionError with what helm says, if it refuses the values */
    static String text(HelmCommand helm, Path values, String kubeVersion) {
        try {
            Program.Result result = helm.template(DIRECTORY, values, kubeVersion);
            if (result.exitCode() != 0) {
                throw new AssertionError(result.err());
            }
            return result.out();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What helm prints after an installation; by the engine in this virtual machine, as helm 4 asks a cluster for it. */
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

    static <T> T withFile(String values, Function<Path, T> use) {
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
