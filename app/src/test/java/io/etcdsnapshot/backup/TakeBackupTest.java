package io.etcdsnapshot.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.etcd.Databases;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.TarGz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TakeBackupTest {
    private static final Instant NOW = Instant.parse("2026-11-20T01:30:00Z");
    private static final String ID = "2026-11-20_013000";
    private static final String SNAPSHOT = "snapshot_%s.db".formatted(ID);
    private static final String TARBALL = "static_kuberesources_%s.tar.gz".formatted(ID);
    private static final String CLUSTER = "11111111-1111-4111-8111-111111111111";

    @TempDir
    Path work;

    private Path location;
    private final Map<String, byte[]> captured = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private Effect duringCapture = staging -> {};
    private EtcdMembership membership = EtcdMembership.unknown();
    private List<Guard> guards = List.of();

    private interface Effect {
        void on(Path staging) throws IOException;
    }

    @BeforeEach
    void aHostThatGivesAWholePair() {
        location = work.resolve("sets");
        captured.put(SNAPSHOT, Databases.sound().snapshot());
        captured.put(TARBALL, TarGz.gzip(TarGz.kubeResources().ended()));
    }

    @Test
    void aWholePairBecomesASetWithAllThatIsKnownOfIt() throws Exception {
        BackupSet set = take();

        assertThat(set.state()).isEqualTo(SetState.COMPLETE);
        assertThat(set.id().value()).isEqualTo(ID);
        Manifest manifest = set.requireManifest();
        assertThat(manifest.clusterId()).isEqualTo(CLUSTER);
        assertThat(manifest.clusterName()).isEqualTo("prod");
        assertThat(manifest.clusterVersion()).isEqualTo("4.16.21");
        assertThat(manifest.node()).isEqualTo("master-0");
        assertThat(manifest.method()).isEqualTo("script");
        assertThat(manifest.tags()).containsExactly("nightly");
        assertThat(manifest.doubts()).isNull();
        assertThat(warnings).isEmpty();
        Sets.assertAllWhole(location);
        assertThat(entries()).containsExactly(".etcd-snapshot.lock", ID);
    }

    @Test
    void whatLiesBesideTheNewestPairIsNotKeptAndSaid() throws Exception {
        captured.put(SNAPSHOT + ".part", new byte[1]);
        captured.put("snapshot_2026-11-19_013000.db", new byte[1]);

        BackupSet set = take();

        assertThat(entries(Path.of(set.path())))
                .containsExactlyInAnyOrder(SNAPSHOT, TARBALL, "manifest.json", "SHA256SUMS");
        assertThat(warnings)
                .hasSize(2)
                .anyMatch(line -> line.contains(".part"))
                .anyMatch(line -> line.contains("2026-11-19"));
    }

    @Test
    void aDamagedSnapshotIsNotKept() {
        captured.get(SNAPSHOT)[captured.get(SNAPSHOT).length - 1] ^= 1;

        assertThatThrownBy(this::take)
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.NOT_WHOLE))
                .hasMessageContaining("damaged");
        assertThat(entries()).containsExactly(".etcd-snapshot.lock");
        assertThat(events).endsWith("abandoned");
    }

    @Test
    void halfAPairIsNone() {
        captured.remove(TARBALL);

        assertThatThrownBy(this::take).isInstanceOf(Failure.class).hasMessageContaining(SNAPSHOT);
        assertThat(entries()).containsExactly(".etcd-snapshot.lock");
    }

    @Test
    void aGuardThatRefusesStopsItBeforeAnythingIsMade() {
        guards = List.of(existing -> {
            throw Failure.refused("the cluster is young");
        });

        assertThatThrownBy(this::take).hasMessage("the cluster is young");
        assertThat(location).doesNotExist();
        assertThat(events).isEmpty();
    }

    @Test
    void aGuardThatNeedsTheLockSeesTheSetsThatAreThere() throws Exception {
        Sets.makeComplete(location, "2026-11-19_013000");
        List<Integer> seen = new ArrayList<>();
        guards = List.of(new Guard() {
            @Override
            public void check(List<BackupSet> existing) {
                seen.add(existing.size());
            }

            @Override
            public boolean needsLock() {
                return true;
            }
        });

        take();

        assertThat(seen).containsExactly(1);
    }

    @Test
    void anotherRunsLockIsRefused() throws Exception {
        Files.createDirectories(location);
        try (Lockable.Lock held = Sets.store(location).lock("another")) {
            assertThatThrownBy(this::take).isInstanceOfSatisfying(Failure.class, failure -> assertThat(failure.kind())
                    .isEqualTo(Failure.Kind.REFUSED));
        }
        assertThat(events).isEmpty();
    }

    @Test
    void theLeftoversOfAKilledRunAreEndedAndCleared() throws Exception {
        Files.createDirectories(Sets.store(location).directory());
        Path leftover = Sets.store(location).stage();
        Files.writeString(leftover.resolve("half"), "x");

        take();

        assertThat(events).startsWith("abandoned");
        assertThat(leftover).doesNotExist();
    }

    @Test
    void aStagingDirectoryThatWasReplacedIsNoticedAndNothingInItIsTouched() throws Exception {
        Path precious = Files.createDirectory(work.resolve("precious"));
        Files.writeString(precious.resolve("file"), "keep me");
        captured.forEach((name, content) -> write(precious.resolve(name), content));
        duringCapture = staging -> {
            Files.move(staging, work.resolve("moved-away"));
            Files.createSymbolicLink(staging, precious);
        };

        assertThatThrownBy(this::take).isInstanceOf(Failure.class).hasMessageContaining("was replaced");
        assertThat(precious.resolve("file")).hasContent("keep me");
        assertThat(precious.resolve(SNAPSHOT)).exists();
        assertThat(entries()).doesNotContain(ID);
    }

    @Test
    void aMemberWithoutALeaderIsWarnedOfAndTheManifestKnows() throws Exception {
        membership = members(new EtcdMembership.MemberState(false, List.of("etcdserver: no leader"), 21), Map.of());

        Manifest manifest = take().requireManifest();

        assertThat(manifest.doubts().noLeader()).isTrue();
        assertThat(manifest.isStale()).isFalse();
        assertThat(warnings)
                .anyMatch(line -> line.contains("had no leader"))
                .anyMatch(line -> line.contains("reported"));
    }

    @Test
    void aRevisionBelowThatOfTheNewestSetMakesTheSetStale() throws Exception {
        Sets.makeComplete(location, "2026-11-19_013000");
        long newest = Sets.in(location).get(0).requireManifest().snapshot().revision();
        assertThat(newest).isGreaterThan(Databases.LAST_REVISION);

        Manifest manifest = take().requireManifest();

        assertThat(manifest.isStale()).isTrue();
        assertThat(manifest.doubts().behindRevision()).isEqualTo(newest);
        assertThat(warnings).anyMatch(line -> line.contains("higher revision"));
    }

    @Test
    void aMemberThatDivergesFromTheMajorityIsNamed() throws Exception {
        EtcdMembership.MemberHash most = new EtcdMembership.MemberHash(1, 5);
        Map<String, EtcdMembership.MemberHash> hashes = new LinkedHashMap<>();
        hashes.put("https://a:2379", new EtcdMembership.MemberHash(2, 5));
        hashes.put("https://b:2379", most);
        hashes.put("https://c:2379", most);
        hashes.put("https://d:2379", new EtcdMembership.MemberHash(9, 4));
        membership = members(new EtcdMembership.MemberState(true, List.of(), 21), hashes);

        assertThat(take().requireManifest().doubts().divergingMembers()).containsExactly("https://a:2379");
        assertThat(warnings).singleElement().asString().contains("https://a:2379");
    }

    @Test
    void aStandbyTakesNothingWhereAnotherRunJustDid() throws Exception {
        Sets.makeComplete(location, "2026-11-20_012945");

        TakeBackup.Taken taken = backup().runUnlessAnother(Duration.ZERO, Duration.ZERO, this::circumstances);

        assertThat(taken.byAnother()).isTrue();
        assertThat(taken.set().id().value()).isEqualTo("2026-11-20_012945");
        assertThat(events).isEmpty();
    }

    @Test
    void aSetFromTheFutureIsNoSetOfAnotherRun() throws Exception {
        Sets.makeComplete(location, "2026-12-20_013000");

        TakeBackup.Taken taken = backup().runUnlessAnother(Duration.ZERO, Duration.ZERO, this::circumstances);

        assertThat(taken.byAnother()).isFalse();
        assertThat(taken.set().id().value()).isEqualTo(ID);
    }

    private static EtcdMembership members(
            EtcdMembership.MemberState state, Map<String, EtcdMembership.MemberHash> hashes) {
        return new EtcdMembership() {
            @Override
            public Optional<MemberState> ownState() {
                return Optional.of(state);
            }

            @Override
            public Map<String, MemberHash> hashes(long revision) {
                return hashes;
            }
        };
    }

    private BackupSet take() throws InterruptedException {
        return backup().run(this::circumstances);
    }

    private TakeBackup.Circumstances circumstances() {
        return new TakeBackup.Circumstances(
                "master-0", CLUSTER, "prod", "4.16.21", List.of("nightly"), "etcd-snapshot test");
    }

    private TakeBackup backup() {
        return new TakeBackup(
                Sets.store(location),
                new FakeSource(),
                membership,
                guards,
                EncryptionCheck.NONE,
                Json::write,
                null,
                Clock.fixed(NOW, ZoneOffset.UTC),
                new RecordingLog());
    }

    private List<String> entries() {
        return entries(location);
    }

    private static List<String> entries(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static void write(Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class FakeSource implements BackupSource {
        @Override
        public String capture(StagingDirectory staging) {
            events.add("captured");
            captured.forEach((name, content) -> write(staging.path().resolve(name), content));
            try {
                duringCapture.on(staging.path());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return "script";
        }

        @Override
        public String program() {
            return "fake";
        }

        @Override
        public void abandon(Path staging) {
            events.add("abandoned");
        }
    }

    private final class RecordingLog implements Log {
        @Override
        public String clean(String line) {
            return line;
        }

        @Override
        public void debug(String line) {}

        @Override
        public void info(String line) {}

        @Override
        public void warn(String line) {
            warnings.add(line);
        }
    }
}
