package io.etcdsnapshot.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Evidence;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Proof;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.Sha256;
import io.etcdsnapshot.location.S3Location;
import io.etcdsnapshot.testing.S3Gateway;
import io.etcdsnapshot.testing.S3Gateway.Kind;
import io.etcdsnapshot.testing.Sets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What buckets do that directories don't: writers without locks, versions, locks against removal, evidence. */
class S3StoreIT {
    private static final String ID = "2026-11-20_013000";
    private static final int BYTES = 18 << 20;
    private static final RandomSet SET = RandomSet.of(ID, BYTES, 1);
    private static final RandomSet OTHER = RandomSet.of(ID, BYTES, 2);

    private final S3Gateway gateway = S3Gateway.shared(Kind.CEPH);
    private String bucket;
    private S3Store store;

    @BeforeEach
    void open() {
        bucket = gateway.newBucket();
        store = store(gateway.settings());
    }

    private S3Store store(S3Settings settings) {
        return store(settings, Duration.ofDays(1));
    }

    private S3Store store(S3Settings settings, Duration abandonedAfter) {
        return new S3Store(
                new S3Location(bucket, "clusters/prod"), settings, abandonedAfter, Clock.systemUTC(), Sets.SILENT);
    }

    private S3Settings with(ObjectLock lock, boolean readBack) {
        S3Settings usual = gateway.settings();
        return new S3Settings(usual.server(), usual.credentials(), lock, readBack, usual.stall(), usual.patience());
    }

    @Test
    void theEvidenceSaysHowTheCopyWasProven() throws Exception {
        assertThat(SET.sendTo(store).evidence()).isEqualTo(Evidence.CHECKED_BY_STORE);
        SET.assertWholeIn(store);

        RandomSet second = RandomSet.of("2026-11-21_013000", BYTES, 3);
        assertThat(second.sendTo(store(with(null, true))).evidence()).isEqualTo(Evidence.READ_BACK);
        second.assertWholeIn(store);
        assertThat(gateway.keys(bucket)).hasSize(8);
    }

    @Test
    void anObjectThatIsDamagedBeforeItIsReadBackIsSeen() throws Exception {
        try (Incoming incoming = store(with(null, true)).receive(SET.id())) {
            SET.write(incoming, SET.snapshot());
            incoming.prove(Map.of(SET.snapshot(), "?"));
            gateway.damage(bucket, "clusters/prod/" + ID + "/" + SET.snapshot());

            Map<String, String> expected =
                    Map.of(SET.snapshot(), Sha256.of(SET.files().get(SET.snapshot())));
            Proof proof = incoming.prove(expected);
            assertThat(proof.differing(expected)).containsOnlyKeys(SET.snapshot());
        }
    }

    @Test
    void anObjectThatIsDamagedAtRestIsSeen() throws Exception {
        SET.sendTo(store);

        gateway.damage(bucket, "clusters/prod/" + ID + "/" + SET.snapshot());

        assertThat(SET.wrongIn(store)).containsExactly(SET.snapshot());
    }

    /** The one sends its last file while the other publishes, which wins. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void twoWritersOfDifferentSetsNeverMakeOneOfTwoHalves(boolean versions) throws Exception {
        bucket = versions ? gateway.newLockingBucket() : bucket;
        store = store(gateway.settings());
        List<String> names = List.copyOf(SET.files().keySet());
        for (int before = 0; before <= names.size(); before++) {
            try (Incoming first = store.receive(SET.id());
                    Incoming second = store(gateway.settings()).receive(OTHER.id())) {
                for (String name : names.subList(0, before)) {
                    OTHER.write(second, name);
                }
                for (String name : names) {
                    SET.write(first, name);
                }
                first.publish(Optional.empty());
                for (String name : names.subList(before, names.size())) {
                    OTHER.write(second, name);
                }
                assertThatExceptionOfType(Failure.class)
                        .isThrownBy(() -> second.publish(Optional.empty()))
                        .withMessageContaining("another run is writing");
            }
            SET.assertWholeIn(store);
            store.remove(store.list().require(SET.id()));
            assertThat(gateway.versions(bucket)).isEmpty();
        }
    }

    /** Both are at it, both have stored something: neither publishes, and both clear up. */
    @Test
    void twoWritersThatMeetMidwayLeaveNothing() throws Exception {
        try (Incoming first = store(with(null, true)).receive(SET.id());
                Incoming second = store(with(null, true)).receive(OTHER.id())) {
            List<String> names = List.copyOf(SET.files().keySet());
            SET.write(first, names.get(0));
            first.prove(Map.of(names.get(0), "?"));
            OTHER.write(second, names.get(1));
            second.prove(Map.of(names.get(1), "?"));
            SET.write(first, names.get(1));
            OTHER.write(second, names.get(0));

            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> OTHER.prove(second))
                    .satisfies(failure -> assertThat(failure.isTransient()).isTrue());
            assertThatExceptionOfType(Failure.class).isThrownBy(() -> SET.prove(first));
        }

        assertThat(gateway.keys(bucket)).isEmpty();
        assertThat(gateway.uploads(bucket)).isEmpty();
    }

    @Test
    void twoWritersOfTheSameSetBothSucceed() throws Exception {
        try (Incoming first = store.receive(SET.id());
                Incoming second = store(gateway.settings()).receive(SET.id())) {
            for (String name : SET.files().keySet()) {
                SET.write(first, name);
                SET.write(second, name);
            }
            first.publish(Optional.empty());
            second.publish(Optional.empty());
        }

        SET.assertWholeIn(store);
    }

    @Test
    void whatAKilledRunLeftIsOutOfSightAndNotInTheWay() throws Exception {
        leaveUnfinished(OTHER);
        assertThat(store.list().sets()).isEmpty();
        assertThat(store.list().ignored()).isEmpty();

        SET.sendTo(store);

        SET.assertWholeIn(store);
    }

    @Test
    void whatAKilledRunLeftIsClearedOnceNobodyCanBeWritingIt() throws Exception {
        leaveUnfinished(SET);
        String foreign = "clusters/prod/2026-11-22_013000/snapshot_2026-11-22_013000.db";
        gateway.put(bucket, foreign, new byte[544]);
        store.clearLeftovers(false);
        assertThat(gateway.keys(bucket)).hasSize(2);
        assertThat(gateway.uploads(bucket)).hasSize(1);

        Thread.sleep(1100); // times of objects are whole seconds
        store(gateway.settings(), Duration.ZERO).clearLeftovers(false);

        assertThat(gateway.keys(bucket)).containsExactly(foreign);
        assertThat(gateway.uploads(bucket)).isEmpty();
    }

    /** A set's snapshot is stored; its kube resources are an upload with a part in it. */
    private void leaveUnfinished(RandomSet set) throws Exception {
        S3Client client = S3Client.of(gateway.settings(), bucket, Clock.systemUTC(), Sets.SILENT);
        Incoming killed = store(with(null, true)).receive(set.id());
        set.write(killed, set.snapshot());
        killed.prove(Map.of(set.snapshot(), "?"));
        String key = "clusters/prod/" + ID + "/static_kuberesources_" + ID + ".tar.gz";
        client.uploads().putPart(key, client.uploads().create(key, null), 1, S3Request.Body.of(new byte[9]), false);
    }

    @Test
    void aRemovedSetLeavesNoVersions() throws Exception {
        bucket = gateway.newLockingBucket();
        store = store(gateway.settings());
        SET.sendTo(store);
        gateway.put(
                bucket, "clusters/prod/" + ID + "/manifest.json", SET.files().get("manifest.json"));
        gateway.put(bucket, "clusters/prod/other", new byte[1]);

        store.remove(store.list().require(SET.id()));

        assertThat(gateway.versions(bucket)).hasSize(1);
        assertThat(gateway.keys(bucket)).containsExactly("clusters/prod/other");
    }

    @Test
    void aLockedSetStaysUntilItsTime() throws Exception {
        bucket = gateway.newLockingBucket();
        store = store(with(new ObjectLock(ObjectLock.Mode.COMPLIANCE, 3), false));
        SET.sendTo(store);
        SET.assertWholeIn(store);
        BackupSet set = store.list().require(SET.id());
        List<String> versions = gateway.versions(bucket);

        Instant until = store.lockedUntil(set).orElseThrow();
        assertThat(until).isCloseTo(Instant.now().plus(3, ChronoUnit.DAYS), within(5, ChronoUnit.MINUTES));
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> store.remove(set))
                .withMessage("%s in s3://%s/clusters/prod is locked until %s".formatted(ID, bucket, until));

        S3Client client = S3Client.of(gateway.settings(), bucket, Clock.systemUTC(), Sets.SILENT);
        for (S3Object.Version version : client.lists().versions("")) {
            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(() -> client.objects().delete(version.key(), version.id()));
        }
        assertThat(versions).hasSize(4);
        assertThat(gateway.versions(bucket)).isEqualTo(versions);
        SET.assertWholeIn(store);
    }

    @Test
    void theBucketsOwnLockHoldsForObjectsOfOneRequestAndOfParts() throws Exception {
        bucket = gateway.newLockingBucket();
        gateway.lockByDefault(bucket, "GOVERNANCE", 3);
        store = store(gateway.settings());
        SET.sendTo(store);

        S3Client client = S3Client.of(gateway.settings(), bucket, Clock.systemUTC(), Sets.SILENT);
        for (String key : gateway.keys(bucket)) {
            assertThat(client.info().retainedUntil(key, null)).as(key).hasValueSatisfying(until -> assertThat(until)
                    .isCloseTo(Instant.now().plus(3, ChronoUnit.DAYS), within(2, ChronoUnit.HOURS)));
        }
    }

    @Test
    void aLockThatHasEndedIsNoLock() throws Exception {
        bucket = gateway.newLockingBucket();
        store = store(gateway.settings());
        SET.sendTo(store);

        assertThat(store.lockedUntil(store.list().require(SET.id()))).isEmpty();
        store.remove(store.list().require(SET.id()));
        assertThat(gateway.versions(bucket)).isEmpty();
    }

    @Test
    void aBucketWithoutObjectLockCanNotLock() {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> store(with(new ObjectLock(ObjectLock.Mode.GOVERNANCE, 3), false))
                        .receive(SET.id()))
                .withMessage("the bucket '%s' has no Object Lock".formatted(bucket));
    }

    @Test
    void aMissingBucketIsNamed() {
        bucket = "no-such-bucket";
        S3Store nowhere = store(gateway.settings());

        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(nowhere::list)
                .withMessage("there is no bucket 'no-such-bucket' at " + gateway.endpoint());
        assertThatExceptionOfType(Failure.class).isThrownBy(nowhere::prepare);
    }
}
