package io.etcdsnapshot.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.etcd.Finding;
import io.etcdsnapshot.testing.TarGz;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubeResourcesVerifierTest {
    @Test
    void takesWhatClusterBackupPacks() {
        assertThat(prove(TarGz.gzip(TarGz.kubeResources().ended())))
                .allMatch(Finding::ok)
                .extracting(Finding::check)
                .containsExactly("archive", "components");
    }

    @ParameterizedTest
    @ValueSource(strings = {"manifests/%s.yaml", "./manifests/%s.yaml", "./static-pod-resources/%s-pod-12/x"})
    void takesOtherLayoutsOfTheFourComponents(String path) {
        assertThat(prove(TarGz.gzip(withComponents(path).ended()))).allMatch(Finding::ok);
    }

    private static TarGz withComponents(String path) {
        TarGz archive = new TarGz();
        for (String name : List.of("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler")) {
            archive.entry(path.formatted(name), "content");
        }
        return archive;
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s-pod-1/x", "static-pod-resources/%s-pod-x/x", "static-pod-resources/%s-pod-1/"})
    void namesTheComponentsThatAreMissing(String path) {
        List<Finding> findings = prove(TarGz.gzip(withComponents(path).ended()));

        assertThat(findings)
                .filteredOn(finding -> !finding.ok())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.check()).isEqualTo("components");
                    assertThat(finding.detail())
                            .contains("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler");
                });
    }

    @Test
    void readsSizesAboveEightGigabytesAsGnuTarWritesThem() {
        byte[] tar = TarGz.kubeResources().ended();
        TarGz.put(tar, 124, "\u0080\0\0\0\0\0\0\0\0\0\0\0");
        TarGz.checksummed(tar);

        assertThat(prove(TarGz.gzip(tar))).allMatch(Finding::ok);
    }

    @Test
    void seesEveryTruncation() {
        byte[] file = TarGz.gzip(TarGz.kubeResources().ended());
        for (int length = 0; length < file.length; length++) {
            assertDamaged(Arrays.copyOf(file, length), "cut to " + length);
        }
        byte[] tar = TarGz.kubeResources().tar();
        for (int length = 0; length <= tar.length; length += 64) {
            assertDamaged(TarGz.gzip(Arrays.copyOf(tar, length)), "tar cut to " + length);
        }
    }

    @Test
    void seesEveryFlippedBitThatChangesTheContent() {
        byte[] tar = TarGz.kubeResources().ended();
        byte[] file = TarGz.gzip(tar);
        int harmless = 0;
        for (int bit = 0; bit < 8 * file.length; bit++) {
            byte[] damaged = file.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            if (Arrays.equals(TarGz.gunzip(damaged), tar)) {
                harmless++;
            } else {
                assertDamaged(damaged, "bit " + bit);
            }
        }
        assertThat(harmless).as("the time stamp and the like").isLessThan(100);
    }

    @Test
    void seesEveryDamagedHeaderByte() {
        byte[] tar = TarGz.kubeResources().ended();
        int afterTheChecksum = 155;
        for (int at = 0; at < TarGz.BLOCK; at += at + 1 == afterTheChecksum ? 2 : 1) {
            byte[] damaged = tar.clone();
            damaged[at] ^= 0x41;
            assertDamaged(TarGz.gzip(damaged), "header byte " + at);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "77777777777\0",
                "not a number",
                "-0000000001\0",
                "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff"
            })
    void refusesImpossibleSizes(String size) {
        byte[] tar = TarGz.kubeResources().ended();
        TarGz.put(tar, 124, size);

        assertDamaged(TarGz.gzip(TarGz.checksummed(tar)), size);
    }

    @Test
    void refusesWhatIsNoArchive() {
        assertDamaged(new byte[0], "empty");
        assertDamaged(new byte[10_000], "zeros");
        assertDamaged("kind: Pod".getBytes(StandardCharsets.UTF_8), "text");
        assertDamaged(TarGz.gzip(new byte[0]), "an empty gzip file");
        assertDamaged(TarGz.gzip(TarGz.kubeResources().tar()), "no end");
        TarGz two = new TarGz().block(TarGz.kubeResources().ended());
        assertDamaged(TarGz.gzip(two.entry("more", "content").ended()), "continues after its end");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\1", "\0\0\0\0x", "\u001f", "\u001f\u008b\b"})
    void refusesBytesBehindItsEnd(String bytes) {
        byte[] file = TarGz.gzip(TarGz.kubeResources().ended());

        assertDamaged(joined(file, bytes.getBytes(StandardCharsets.ISO_8859_1)), "appended bytes");
        assertThat(prove(joined(file, new byte[1000]))).as("zeros are padding").allMatch(Finding::ok);
        assertThat(prove(joined(file, TarGz.gzip(new byte[0]))))
                .as("an empty member")
                .allMatch(Finding::ok);
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @Test
    void namesWhatIsNoGzipFileByItsFirstBytes() {
        byte[] zip = joined("PK\3\4".getBytes(StandardCharsets.ISO_8859_1), new byte[100]);

        assertThat(prove(zip)).extracting(Finding::detail).containsExactly("it is a zip archive, not a gzip file");
        assertThat(prove(TarGz.kubeResources().ended()))
                .extracting(Finding::detail)
                .containsExactly("it is a tar archive, not a gzip file");
    }

    @Test
    void aComponentIsMadeOfFilesWithContent() {
        TarGz links = new TarGz();
        for (String name : List.of("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler")) {
            links.entry("static-pod-resources/%s-pod-7/pod.yaml".formatted(name), "");
        }

        assertThat(prove(TarGz.gzip(links.ended())))
                .filteredOn(finding -> !finding.ok())
                .extracting(Finding::check)
                .containsExactly("components");
    }

    @Test
    void failsWhenTheFileCannotBeRead() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("stale file handle");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return read();
            }
        };

        assertThatThrownBy(() -> KubeResourcesVerifier.verify("kube.tar.gz", broken))
                .isInstanceOf(IOException.class)
                .hasMessage("stale file handle");
    }

    private static void assertDamaged(byte[] file, String damage) {
        assertThat(prove(file)).as(damage).singleElement().satisfies(finding -> {
            assertThat(finding.ok()).as("%s", finding).isFalse();
            assertThat(finding.check()).isEqualTo("archive");
        });
    }

    private static List<Finding> prove(byte[] file) {
        try {
            return KubeResourcesVerifier.verify("kube.tar.gz", new ByteArrayInputStream(file))
                    .findings();
        } catch (IOException e) {
            throw new AssertionError("damage is a finding", e);
        }
    }
}
