package io.etcdsnapshot.testing;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Gets what Kubernetes itself publishes, and programs made of it, as scripts/lib/install.sh does. */
public final class KubernetesSources {
    private KubernetesSources() {}

    /** Kubernetes' own vectors: one folder a release, in each every kind as {@code .pb}, {@code .json} and {@code .yaml}. */
    public static Path testdata() throws Exception {
        return Path.of(install("need_kubernetes_testdata"));
    }

    /** The program of {@code app/src/test/go/vectors}. */
    public static String vectors() throws Exception {
        return install("need_kubernetes_vectors");
    }

    /** The sources of a Go module. */
    public static String module(String moduleAndVersion) throws Exception {
        return install("need_go_module " + moduleAndVersion);
    }

    /** The directory of a Go toolchain. */
    public static String go() throws Exception {
        return install("need_go");
    }

    /** Downloads and compiles where this machine has not done so yet, which can take minutes. */
    private static String install(String function) throws Exception {
        Path script = RealThings.projectRoot().resolve("scripts/lib/install.sh");
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", ". '" + script + "' && " + function);
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(function + " failed");
        }
        return out.strip();
    }
}
