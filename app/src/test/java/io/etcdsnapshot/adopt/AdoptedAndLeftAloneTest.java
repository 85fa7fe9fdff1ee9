package io.etcdsnapshot.adopt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.backup.Adopting;
import io.etcdsnapshot.backup.ForwardingStore;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.location.DirectoryLocation;
import io.etcdsnapshot.store.directory.DirectoryStore;
import io.etcdsnapshot.store.wrapped.DatedStore;
import io.etcdsnapshot.testing.ForeignSet;
import io.etcdsnapshot.testing.InProcess;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another tool does with its files after they were adopted, and what lies beside them, is its own. */
class AdoptedAndLeftAloneTest {
    private static final String TAKEN_AT = "2026-11-19T01:30:00Z";

    @TempDir
    Path directory;

    private Path location;

    @BeforeEach
    void make() throws IOException {
        location = Files.createDirectory(directory.resolve("theirs"));
    }

    private Program.Result run(String... arguments) {
        return new InProcess().run(arguments);
    }

    private void adopt(String... more) {
        String[] arguments = Stream.concat(Stream.of("adopt", location.toString()), Stream.of(more))
                .toArray(String[]::new);
        Program.Result adopted = run(arguments);
        assertThat(adopted.exitCode()).as(adopted.all()).isZero();
    }

    /** As kubeadm's users have it: one name for the backup of every night. */
    @Test
    void aFileThatItsToolWroteAgainIsNotPurged() throws IOException {
        ForeignSet.KUBEADM.addTo(location);
        adopt("--taken-at", TAKEN_AT);
        ForeignSet.HYPERSHIFT.addTo(location);
        adopt();
        Path again = location.resolve("snapshot.db");
        Files.setLastModifiedTime(again, FileTime.from(Instant.now().plusSeconds(60)));

        Program.Result purged = run("purge", "--keep-last", "1", location.toString());

        assertThat(purged.exitCode()).as(purged.all()).isEqualTo(3);
        assertThat(purged.err()).contains("snapshot.db was written again", "remove manifest_snapshot.db.json");
        assertThat(again).hasBinaryContent(ForeignSet.database());
    }

    @Test
    void checksumsThatWereThereStay() throws IOException {
        ForeignSet.DATED_DIRECTORY.addTo(location);
        Path own = Files.writeString(
                location.resolve(ForeignSet.ID).resolve("SHA256SUMS"), "%s  README\n".formatted("0".repeat(64)));
        adopt();
        ForeignSet.HYPERSHIFT.addTo(location);
        Files.move(location.resolve(ForeignSet.HYPERSHIFT.snapshot()), location.resolve("1795145400.db"));
        adopt();

        Program.Result purged = run("purge", "--keep-last", "1", location.toString());

        assertThat(purged.exitCode()).as(purged.all()).isZero();
        try (Stream<Path> left = Files.list(own.getParent())) {
            assertThat(left).containsExactly(own);
        }
    }

    /** It lies where a set of this program with the same id would. */
    @Test
    void aDamagedOneIsNotReplacedByACopy() throws IOException {
        Path source = Files.createDirectory(directory.resolve("source"));
        ForeignSet.REDHAT_COP.addTo(source);
        ForeignSet.REDHAT_COP.addTo(location);
        Path beside = Files.writeString(location.resolve(ForeignSet.ID).resolve("README"), "theirs");
        adopt();
        Files.write(location.resolve(ForeignSet.REDHAT_COP.snapshot()), new byte[544]);

        Program.Result synced = run("sync", "--from", source.toString(), "--to", location.toString());

        assertThat(synced.exitCode()).as(synced.all()).isNotZero();
        assertThat(synced.err()).contains("left unchanged");
        assertThat(beside).exists();
    }

    @Test
    void allAdoptedSetsOfOneIdAreVerified() throws IOException {
        ForeignSet.K3S.addTo(location);
        ForeignSet.HYPERSHIFT.addTo(location);
        adopt();

        Program.Result verified = run("verify", "--id", ForeignSet.ID, location.toString());
        Files.write(location.resolve(ForeignSet.HYPERSHIFT.snapshot()), new byte[544]);
        Program.Result damaged = run("verify", "--id", ForeignSet.ID, location.toString());

        assertThat(verified.exitCode()).as(verified.all()).isZero();
        assertThat(verified.out())
                .contains(
                        location.resolve(ForeignSet.K3S.snapshot()) + "\n",
                        location.resolve(ForeignSet.HYPERSHIFT.snapshot()) + "\n");
        assertThat(damaged.exitCode()).as(damaged.all()).isEqualTo(4);
    }

    @Test
    void aSetOfUnknownTimeIsVerifiedByItsName() throws IOException {
        ForeignSet.KUBEADM.addTo(location);

        Program.Result verified = run("verify", location.toString());

        assertThat(verified.exitCode()).as(verified.all()).isZero();
        assertThat(verified.all()).contains("snapshot.db").doesNotContain("1970");
    }

    /** A set is as good as before where nothing may be written beside it. */
    @Test
    void aPlaceThatTakesNoManifestIsAnErrorAndNoDamage() throws IOException {
        ForeignSet.KUBEADM.addTo(location);
        WritableStore readOnly = new ForwardingStore(new DirectoryStore(DirectoryLocation.of(location), Sets.SILENT)) {
            @Override
            public <A> Optional<A> ability(Class<A> ability) {
                Adopting refusing = (set, companions) -> {
                    throw Failure.failed("the bucket is read-only");
                };
                return ability == Adopting.class ? Optional.of(ability.cast(refusing)) : super.ability(ability);
            }
        };
        ReadableStore dated = new DatedStore(readOnly, Instant.parse(TAKEN_AT));

        assertThatThrownBy(() -> new Adoption(dated, readOnly, Json::write, Sets.SILENT).run())
                .isInstanceOf(Failure.class)
                .hasMessage("the bucket is read-only");
    }
}
