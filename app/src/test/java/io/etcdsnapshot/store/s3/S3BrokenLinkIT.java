package io.etcdsnapshot.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdsnapshot.backup.Evidence;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.location.S3Location;
import io.etcdsnapshot.testing.Relay;
import io.etcdsnapshot.testing.S3Gateway;
import io.etcdsnapshot.testing.S3Gateway.Kind;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.Tally;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links and servers that fail while a set is sent. */
class S3BrokenLinkIT {
    private static final int CUTS = 50;
    private static final int BYTES = 30 << 20;
    private static final RandomSet SET = RandomSet.of("2026-11-20_013000", BYTES, 1);

    private final S3Gateway gateway = S3Gateway.shared(Kind.CEPH);
    private final String bucket = gateway.newBucket();

    private S3Store store(S3Settings settings) {
        return new S3Store(new S3Location(bucket, ""), settings, Clock.systemUTC(), Sets.SILENT);
    }

    @Test
    void connectionsThatAreCutAreMadeAgainAndTheSetIsWhole() throws Exception {
        Random random = new Random(1);
        for (int cuts = 0; cuts < CUTS * Tally.times(); cuts += 10) {
            S3Store direct = store(gateway.settings());
            try (Relay relay = gateway.relay()) {
                S3Store store = store(gateway.settings(relay));
                long each = BYTES / 11;
                cutAgainAndAgain(relay, each / 2 + random.nextLong(each), each, 10);
                SET.sendTo(store);
                assertThat(relay.failure()).isNull();
                assertThat(relay.sent()).isGreaterThan(BYTES);
            }
            SET.assertWholeIn(direct);
            assertThat(gateway.uploads(bucket)).isEmpty();
            direct.remove(direct.list().require(SET.id()));
        }
    }

    private static void cutAgainAndAgain(Relay relay, long at, long each, int times) {
        relay.after(at, () -> {
            relay.cut();
            if (times > 1) {
                cutAgainAndAgain(relay, at + each, each, times - 1);
            }
        });
    }

    @Test
    void aReadThatIsCutGoesOn() throws Exception {
        SET.sendTo(store(gateway.settings()));
        try (Relay relay = gateway.relay()) {
            S3Store store = store(gateway.settings(relay));
            store.reportTo(new CutAfterMoves(relay, 40));

            SET.assertWholeIn(store);
        }
    }

    /** Cuts all connections each time so many moves were told of. */
    private record CutAfterMoves(Relay relay, int each, int[] moves) implements Progress {
        CutAfterMoves(Relay relay, int each) {
            this(relay, each, new int[1]);
        }

        @Override
        public synchronized void moved() {
            if (++moves[0] % each == 0 && moves[0] < 20 * each) {
                relay.cut();
            }
        }
    }

    @Test
    void aPartThatIsDamagedOnItsWayIsSentAgain() throws Exception {
        try (DamagingRelay relay = new DamagingRelay(gateway.endpoint(), BYTES / 2)) {
            S3Settings usual = gateway.settings();
            S3Server server = new S3Server(relay.endpoint(), null, S3Server.Addressing.AUTO, null, null);
            S3Settings through =
                    new S3Settings(server, usual.credentials(), null, false, usual.stall(), usual.patience());

            assertThat(SET.sendTo(store(through)).evidence()).isEqualTo(Evidence.READ_BACK);

            assertThat(relay.hasDamaged()).isTrue();
        }
        SET.assertWholeIn(store(gateway.settings()));
    }

    @Test
    void aLinkThatStallsIsGivenUpAndTheNextOneServes() throws Exception {
        try (Relay relay = gateway.relay()) {
            relay.after(BYTES / 2, relay::stall);
            S3Settings usual = gateway.settings(relay);
            S3Settings impatient = new S3Settings(
                    usual.server(), usual.credentials(), null, false, Duration.ofSeconds(2), Duration.ofMillis(1));

            assertThatExceptionOfType(Exception.class)
                    .isThrownBy(() -> SET.sendTo(store(impatient)))
                    .withMessageContaining("no answer for 2 s");
        }
        assertThat(store(gateway.settings()).list().sets()).isEmpty();
        SET.sendTo(store(gateway.settings()));
        SET.assertWholeIn(store(gateway.settings()));
    }

    @Test
    void aGatewayThatStopsMidwayIsWaitedForOrLeavesNothingInSight(@TempDir Path directory) throws Exception {
        try (S3Gateway own = S3Gateway.start(directory, Kind.CEPH)) {
            String there = own.newBucket();
            S3Location location = new S3Location(there, "sets");
            S3Store patient = new S3Store(location, own.settings(), Clock.systemUTC(), Sets.SILENT);
            try (Incoming incoming = patient.receive(SET.id())) {
                SET.write(incoming, SET.snapshot());
                own.stop();
                Thread restart = new Thread(() -> restart(own));
                restart.start();
                for (String file : SET.files().keySet()) {
                    if (!file.equals(SET.snapshot())) {
                        SET.write(incoming, file);
                    }
                }
                SET.prove(incoming);
                incoming.publish(Optional.empty());
                restart.join();
            }
            SET.assertWholeIn(patient);
            patient.remove(patient.list().require(SET.id()));

            S3Settings usual = own.settings();
            S3Settings impatient = new S3Settings(
                    usual.server(), usual.credentials(), null, false, usual.stall(), Duration.ofMillis(1));
            try (Incoming incoming =
                    new S3Store(location, impatient, Clock.systemUTC(), Sets.SILENT).receive(SET.id())) {
                for (String file : SET.files().keySet()) {
                    SET.write(incoming, file);
                }
                own.stop();
                assertThatExceptionOfType(Failure.class)
                        .isThrownBy(() -> incoming.publish(Optional.empty()))
                        .satisfies(e -> assertThat(e.isTransient()).isTrue());
            } catch (Failure e) {
                assertThat(e.isTransient()).isTrue();
            }
            own.restart();
            assertThat(patient.list().sets()).isEmpty();
            SET.sendTo(patient);
            SET.assertWholeIn(patient);
        }
    }

    private static void restart(S3Gateway gateway) {
        try {
            gateway.restart();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
