package io.etcdsnapshot.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.BackupSource;
import io.etcdsnapshot.backup.Circumstances;
import io.etcdsnapshot.backup.EncryptionCheck;
import io.etcdsnapshot.backup.EtcdMembership;
import io.etcdsnapshot.backup.StagingDirectory;
import io.etcdsnapshot.backup.StoredForm;
import io.etcdsnapshot.backup.TakeBackup;
import io.etcdsnapshot.etcd.Databases;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.store.directory.DirectoryStore;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.TarGz;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The steps of the chart's two jobs of a night, side by side, each time a little further apart. */
class RunAndStandbyTest {
    private static final Duration LOCK_WAIT = Duration.ofMinutes(1);
    private static final byte[] SNAPSHOT = Databases.sound().snapshot();
    private static final byte[] KUBE_RESOURCES =
            TarGz.gzip(TarGz.kubeResources().ended());

    private static final RetentionPolicy KEEP_LAST =
            new RetentionPolicy(Map.of(RetentionPolicy.Period.LAST, 1), null, List.of());

    @TempDir
    Path directory;

    @Test
    void endWithOneSetAndWithoutAFailureFiftyTimes() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Round> rounds = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Path sets = Files.createDirectory(directory.resolve("round-" + i));
                rounds.add(new Round(
                        sets,
                        threads.submit(night(sets, this::run, 0)),
                        threads.submit(night(sets, this::standby, 4L * i))));
            }
            for (Round round : rounds) {
                assertThat(round.run().get()).as("the run took a set").isTrue();
                assertThat(round.standby().get()).as("the standby took one too").isFalse();
                Sets.only(round.sets());
                Sets.assertAllWhole(round.sets());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private record Round(Path sets, Future<Boolean> run, Future<Boolean> standby) {}

    private interface FirstStep {
        TakeBackup.Taken take(TakeBackup backup) throws Exception;
    }

    private TakeBackup.Taken run(TakeBackup backup) throws Exception {
        return backup.run(LOCK_WAIT, RunAndStandbyTest::circumstances);
    }

    private TakeBackup.Taken standby(TakeBackup backup) throws Exception {
        return backup.runUnlessAnother(Duration.ofSeconds(10), LOCK_WAIT, RunAndStandbyTest::circumstances);
    }

    /** Takes a set, and purges if it did; slowly, so that the other would meet it. */
    private static Callable<Boolean> night(Path sets, FirstStep first, long lateMillis) {
        return () -> {
            TimeUnit.MILLISECONDS.sleep(lateMillis);
            DirectoryStore store = Sets.store(sets);
            TakeBackup backup = new TakeBackup(
                    store,
                    new Source(),
                    EtcdMembership.unknown(),
                    List.of(),
                    EncryptionCheck.NONE,
                    Json::write,
                    StoredForm.AS_IT_IS,
                    Clock.systemUTC(),
                    Sets.SILENT);
            if (first.take(backup).byAnother()) {
                return false;
            }
            Purge purge = new Purge(store, KEEP_LAST, Clock.systemUTC(), Sets.SILENT);
            purge.run(LOCK_WAIT, plan -> pause());
            return true;
        };
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(300);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Circumstances circumstances() {
        return new Circumstances("master-0", null, null, null, List.of(), "etcd-snapshot test");
    }

    private static final class Source implements BackupSource {
        @Override
        public String capture(StagingDirectory staging) {
            BackupSetId id = BackupSetId.at(Instant.now());
            try {
                Files.write(staging.path().resolve("snapshot_%s.db".formatted(id)), SNAPSHOT);
                Files.write(staging.path().resolve("static_kuberesources_%s.tar.gz".formatted(id)), KUBE_RESOURCES);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return "script";
        }

        @Override
        public String program() {
            return "test";
        }

        @Override
        public void abandon(Path staging) {}
    }
}
