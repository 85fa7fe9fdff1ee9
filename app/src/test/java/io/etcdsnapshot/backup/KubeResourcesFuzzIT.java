package io.etcdsnapshot.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import org.junit.jupiter.api.Test;

class KubeResourcesFuzzIT {
    @Test
    void survivesTenThousandMutatedArchivesIn32MegabytesOfMemory() throws Exception {
        Program.Result run =
                Program.java(KubeResourcesFuzz.class, "-Xmx32m", "10000").run();

        System.out.print(run.out());
        assertThat(run.exitCode()).as(run.all()).isZero();
    }
}
