package io.etcdsnapshot.store.halves;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.backup.SetVerifier;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.testing.SampleSets;
import io.etcdsnapshot.testing.Sets;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JoinedStoreIT {
    private static final String ID = "2026-11-20_013000";

    @TempDir
    static Path shared;

    private static SampleSets samples;

    private Path data;
    private Path keys;

    @BeforeAll
    static void takeSamples() throws Exception {
        samples = SampleSets.take(shared);
    }

    @BeforeEach
    void keepApart() throws Exception {
        data = Files.createTempDirectory(shared, "data");
        keys = Files.createTempDirectory(shared, "keys");
        samples.add(data, ID, Content.SNAPSHOT);
        samples.add(keys, ID, Content.KUBE_RESOURCES);
    }

    @Test
    void twoHalvesAreOneWholeSetWhicheverComesFirst() throws Exception {
        for (JoinedStore store : List.of(joined(data, keys), joined(keys, data))) {
            BackupSet set = store.list().sets().get(0);

            assertThat(set.state()).isEqualTo(SetState.COMPLETE);
            assertThat(set.content()).isEqualTo(Content.ALL);
            assertThat(set.sizeBytes()).isEqualTo(samples.bytes());
            assertThat(SetVerifier.verify(set, store).ok()).isTrue();
        }
    }

    @Test
    void theSmallFilesAreThoseOfTheWholeSet() throws Exception {
        Path original = samples.add(Files.createTempDirectory(shared, "original"), ID);
        JoinedStore store = joined(data, keys);
        BackupSet set = store.list().sets().get(0);

        for (String name : List.of(Manifest.FILE_NAME, Companions.CHECKSUMS)) {
            try (InputStream in = store.open(set, name)) {
                assertThat(in.readAllBytes()).isEqualTo(Files.readAllBytes(original.resolve(name)));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "data, snapshot_%s.db",
        "data, manifest.json",
        "keys, static_kuberesources_%s.tar.gz",
        "keys, manifest.json"
    })
    void aChangedByteInAnyFileOfEitherHalfIsFound(String half, String name) throws Exception {
        Path location = half.equals("data") ? data : keys;
        SampleSets.damage(location.resolve(ID).resolve(name.formatted(ID)));

        assertThat(isWhole()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"data", "keys"})
    void aManifestThatSaysSomethingElseIsFoundByTheChecksumsBesideIt(String half) throws Exception {
        Path manifest = (half.equals("data") ? data : keys).resolve(ID).resolve(Manifest.FILE_NAME);
        String text = Files.readString(manifest);
        SampleSets.replace(manifest, text.replace("cp0", "cp1").getBytes(StandardCharsets.UTF_8));

        assertThat(isWhole()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"data", "keys"})
    void checksumsOfEitherHalfThatListAnotherHashAreAFinding(String half) throws Exception {
        Path sums = (half.equals("data") ? data : keys).resolve(ID).resolve(Companions.CHECKSUMS);
        String text = Files.readString(sums);
        SampleSets.replace(sums, ("0".repeat(64) + text.substring(64)).getBytes(StandardCharsets.UTF_8));

        assertThat(isWhole()).isFalse();
    }

    @Test
    void aMissingHalfIsNamedWithThePlaceWhereItShouldBe() throws Exception {
        samples.add(data, "2026-11-21_013000", Content.SNAPSHOT);

        BackupSet newest = joined(data, keys).list().sets().get(0);

        assertThat(newest.state()).isEqualTo(SetState.INCOMPLETE);
        assertThat(newest.problem()).isEqualTo("there is no static_kuberesources_2026-11-21_013000.tar.gz in " + keys);
    }

    @Test
    void theSameHalfTwiceIsNotAWholeSet() throws Unreadable {
        assertThat(joined(data, data).list().sets().get(0).state()).isEqualTo(SetState.INCOMPLETE);
    }

    @Test
    void aHalfOfAnotherSetIsRefused() throws Exception {
        Path manifest = keys.resolve(ID).resolve(Manifest.FILE_NAME);
        String text = Files.readString(manifest);
        String hash = Sets.in(keys).get(0).requireManifest().files().get(0).sha256();
        SampleSets.replace(
                manifest, text.replace(String.valueOf(hash), "0".repeat(64)).getBytes(StandardCharsets.UTF_8));

        BackupSet set = joined(data, keys).list().sets().get(0);

        assertThat(set.state()).isEqualTo(SetState.CORRUPT);
        assertThat(set.problem()).contains(keys.toString(), "another set");
    }

    @Test
    void wholeSetsStayAsTheyAre() throws Exception {
        samples.add(data, "2026-11-21_013000");
        samples.addFlat(data, "2026-11-22_013000");

        JoinedStore store = joined(data, keys);

        assertThat(store.list().sets().subList(0, 2))
                .isEqualTo(Sets.in(data).subList(0, 2))
                .allSatisfy(
                        set -> assertThat(SetVerifier.verify(set, store).ok()).isTrue());
    }

    @Test
    void aHalfThatLiesBesideTheOtherFileIsNeither() throws Exception {
        Path tarball = keys.resolve(ID).resolve("static_kuberesources_%s.tar.gz".formatted(ID));
        Files.copy(tarball, data.resolve(ID).resolve(tarball.getFileName()));

        BackupSet set = Sets.in(data).get(0);

        assertThat(set.state()).isEqualTo(SetState.CORRUPT);
        assertThat(set.problem()).endsWith("is there, the manifest says snapshot only");
    }

    private boolean isWhole() throws Exception {
        JoinedStore store = joined(data, keys);
        return SetVerifier.verify(store.list().sets().get(0), store).ok();
    }

    private static JoinedStore joined(Path first, Path second) {
        return new JoinedStore(Sets.store(first), Sets.store(second));
    }
}
