package io.etcdsnapshot.kubernetes.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.KubernetesSources;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The table of messages is what its program makes of the sources; how to make it anew is written here. */
class MessageTableIT {
    /** Newest first: what two releases have differently is taken from the first. */
    private static final String[] MODULES = {
        "k8s.io/api@v0.37.2",
        "k8s.io/apimachinery@v0.37.2",
        "k8s.io/apiextensions-apiserver@v0.37.2",
        "k8s.io/kube-aggregator@v0.37.2",
        "github.com/openshift/api@v0.0.0-20251015095338-264e80a2b6e7",
        "k8s.io/api@v0.36.6",
        "k8s.io/api@v0.35.0",
        "k8s.io/api@v0.34.0",
        "k8s.io/api@v0.33.0",
        "k8s.io/api@v0.30.14",
        "k8s.io/api@v0.27.16",
        "k8s.io/api@v0.24.17",
        "k8s.io/api@v0.20.15"
    };

    @Test
    void theTableIsMadeOfTheSourcesOfKubernetesAndOpenShift() throws Exception {
        Path app = RealThings.projectRoot().resolve("app");
        Program program = Program.of(
                KubernetesSources.go() + "/go",
                "-C",
                app.resolve("src/test/go/messages").toString(),
                "run",
                ".");
        for (String module : MODULES) {
            program.and(KubernetesSources.module(module));
        }
        Path table = app.resolve("src/main/resources/io/etcdsnapshot/kubernetes/messages.txt");
        assertThat(program.output()).isEqualTo(Files.readString(table));
    }
}
