package io.etcdsnapshot.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.crypto.age.AgeIdentities;
import io.etcdsnapshot.crypto.age.AgeKeys;
import io.etcdsnapshot.crypto.age.AgeSealer;
import io.etcdsnapshot.etcd.Databases;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.store.wrapped.UnwrappedStore;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.TarGz;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    private final List<String> infos = new CopyOnWriteArrayList<>();
    private final List<String> events = new ArrayList<>();
    private Effect duringCapture = staging -> {};
    private EtcdMembership membership = EtcdMembership.unknown();
    private long highestRevision;
    private List<Guard> guards = List.of();
    private Runnable afterProof = () -> {};
    private StoredForm form = StoredForm.AS_IT_IS;
    private Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

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

    @ParameterizedTest
    @CsvSource({"false, .age", "true, .zst.age"})
    void aSetIsEncryptedBeforeAnybodySeesIt(boolean compress, String suffix) throws Exception {
        AgeKeys.Generated key = AgeKeys.generate(NOW);
        form = new StoredForm(new AgeSealer(List.of(key.recipient())), compress, false, null);

        BackupSet set = take();

        assertThat(set.requireManifest().snapshot()).isNotNull();
        assertThat(entries(Path.of(set.path())))
                .containsExactlyInAnyOrder(SNAPSHOT + suffix, TARBALL + suffix, "manifest.json", "SHA256SUMS");
        ReadableStore shut = Sets.store(location);
        BackupSet stored = shut.list().sets().get(0);
        assertThat(stored.state()).isEqualTo(SetState.COMPLETE);
        assertThat(stored.requireManifest().snapshot()).isNull();
        assertThat(SetVerifier.verify(stored, shut).ok()).isTrue();
        ReadableStore opened = new UnwrappedStore(shut, new AgeIdentities().add(key.fileContent()));
        BackupSet plain = opened.list().sets().get(0);
        assertThat(plain.manifest()).isEqualTo(set.manifest());
        assertThat(SetVerifier.verify(plain, opened).ok()).isTrue();
        try (InputStream in = opened.open(plain, SNAPSHOT)) {
            assertThat(in.readAllBytes()).isEqualTo(captured.get(SNAPSHOT));
        }
    }

    @Test
    void whatChangesBetweenProofAndEncryptionIsNotKept() {
        form = new StoredForm(null, true, false, null);
        duringCapture = staging -> afterProof = () -> write(staging.resolve(TARBALL), new byte[] {1});

        assertThatThrownBy(this::take).hasMessage(TARBALL + " is not what was verified");
        assertThat(entries()).containsExactly(".etcd-snapshot.lock");
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
    void aSetThatDoesNotRiseAboveAStaleOneIsAsStale() throws Exception {
        Sets.makeComplete(location, "2026-11-18_013000");
        long highest = Sets.in(location).get(0).requireManifest().snapshot().revision();
        take();
        clock = Clock.fixed(NOW.plus(Duration.ofDays(1)), ZoneOffset.UTC);
        captured.clear();
        captured.put(SNAPSHOT.replace("-20_", "-21_"), Databases.sound().snapshot());
        captured.put(
                TARBALL.replace("-20_", "-21_"),
                TarGz.gzip(TarGz.kubeResources().ended()));
        warnings.clear();

        Manifest second = take().requireManifest();

        assertThat(second.isStale()).isTrue();
        assertThat(second.doubts().behindRevision()).isEqualTo(highest);
        assertThat(second.doubts().unchanged()).isTrue();
        assertThat(warnings).anyMatch(line -> line.contains("same revision"));
    }

    @Test
    void aSetFromTheFutureMakesNoneStale() throws Exception {
        Sets.makeComplete(location, "2026-12-19_013000");

        assertThat(take().requireManifest().doubts()).isNull();
    }

    @Test
    void aMemberThatWasBehindAnotherBeforeTheCaptureIsWarnedOf() throws Exception {
        membership = members(new EtcdMembership.MemberState(true, List.of(), 21), Map.of());
        highestRevision = Databases.LAST_REVISION;
        assertThat(take().requireManifest().doubts()).isNull();
        location = work.resolve("other sets");

        highestRevision = Databases.LAST_REVISION + 1L;
        Manifest manifest = take().requireManifest();

        assertThat(manifest.doubts().behindMembers()).isEqualTo(highestRevision);
        assertThat(warnings).singleElement().asString().contains("lags behind");
    }

    @Test
    void theOthersAreNotAskedThroughAMemberThatIsCutOff() throws Exception {
        highestRevision = 1_000_000;
        membership = members(
                new EtcdMembership.MemberState(false, List.of(), 21),
                Map.of("a", new EtcdMembership.MemberHash(1, 1), "b", new EtcdMembership.MemberHash(2, 1)));

        Doubts doubts = take().requireManifest().doubts();

        assertThat(doubts.words()).singleElement().asString().contains("no leader");
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
    void aRunThatComesSecondWaitsAndIsLeftAtTheSetOfTheFirst() throws Exception {
        ExecutorService first = Executors.newSingleThreadExecutor();
        try (Lockable.Lock held = lockedByAnother()) {
            Future<?> publishing = first.submit(() -> {
                await("waiting for it");
                Sets.makeComplete(location, "2026-11-20_012945");
                held.close();
                return null;
            });

            TakeBackup.Taken taken = backup().run(Duration.ofSeconds(30), this::circumstances);

            publishing.get();
            assertThat(taken.byAnother()).isTrue();
            assertThat(taken.set().id().value()).isEqualTo("2026-11-20_012945");
            assertThat(events).isEmpty();
        } finally {
            first.shutdownNow();
        }
    }

    @Test
    void aRunThatWaitedForAnotherCommandTakesItsOwnSet() throws Exception {
        Sets.makeComplete(location, "2026-11-20_012000");
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Lockable.Lock held = lockedByAnother()) {
            Future<?> purging = other.submit(() -> {
                await("waiting for it");
                held.close();
                return null;
            });

            TakeBackup.Taken taken = backup().run(Duration.ofSeconds(30), this::circumstances);

            purging.get();
            assertThat(taken.byAnother()).isFalse();
            assertThat(taken.set().id().value()).isEqualTo(ID);
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void aRunThatMayNotWaitIsRefused() throws Exception {
        Sets.makeComplete(location, "2026-11-20_012945");
        try (Lockable.Lock held = lockedByAnother()) {
            assertThatThrownBy(() -> backup().run(Duration.ZERO, this::circumstances))
                    .hasMessageContaining("another run holds the lock");
        }
    }

    private Lockable.Lock lockedByAnother() throws IOException {
        Files.createDirectories(location);
        return Sets.store(location).lock("another");
    }

    private void await(String word) throws InterruptedException {
        while (infos.stream().noneMatch(line -> line.contains(word))) {
            Thread.sleep(10);
        }
    }

    @Test
    void aSetFromTheFutureIsNoSetOfAnotherRun() throws Exception {
        Sets.makeComplete(location, "2026-12-20_013000");

        TakeBackup.Taken taken = backup().runUnlessAnother(Duration.ZERO, Duration.ZERO, this::circumstances);

        assertThat(taken.byAnother()).isFalse();
        assertThat(taken.set().id().value()).isEqualTo(ID);
    }

    private EtcdMembership members(EtcdMembership.MemberState state, Map<String, EtcdMembership.MemberHash> hashes) {
        return new EtcdMembership() {
            @Override
            public Optional<MemberState> ownState() {
                return Optional.of(state);
            }

            @Override
            public long highestRevision() {
                return highestRevision;
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

    private Circumstances circumstances() {
        afterProof.run();
        return new Circumstances("master-0", CLUSTER, "prod", "4.16.21", List.of("nightly"), "etcd-snapshot test");
    }

    private TakeBackup backup() {
        return new TakeBackup(
                Sets.store(location),
                new FakeSource(),
                membership,
                guards,
                EncryptionCheck.NONE,
                Json::write,
                form,
                clock,
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
        public void info(String line) {
            infos.add(line);
        }

        @Override
        public void warn(String line) {
            warnings.add(line);
        }
    }
}
