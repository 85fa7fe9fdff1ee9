package io.etcdsnapshot.restore;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetVerifier;
import io.etcdsnapshot.backup.StagingArea;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.fetch.FetchedSet;
import io.etcdsnapshot.fetch.SetFetcher;
import io.etcdsnapshot.fetch.SetSelector;
import io.etcdsnapshot.fetch.SkippedSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Puts one proven set where {@code cluster-restore.sh} takes it: choose, show how it fits the host, fetch to a hidden
 * place, prove it there, show it by one rename.
 */
public final class Restore {
    /**
     * A set ready to be restored.
     *
     * @param directory holds the pair and nothing else
     * @param files the pair
     */
    public record Staged(RestoreCheck prospect, Path directory, List<SetFile> files, List<SkippedSet> passedOver) {}

    private final ReadableStore from;
    private final StagingArea area;
    private final Function<BackupSet, RestoreCheck> prospects;
    private final SetVerifier.Options verification;
    private final Clock clock;
    private final Log log;

    /**
     * @param area the stage
     * @param prospects how a set fits the host
     */
    public Restore(
            ReadableStore from,
            StagingArea area,
            Function<BackupSet, RestoreCheck> prospects,
            SetVerifier.Options verification,
            Clock clock,
            Log log) {
        this.from = from;
        this.area = area;
        this.prospects = prospects;
        this.verification = verification;
        this.clock = clock;
        this.log = log;
    }

    /**
     * @param before sees how each set that is tried fits the host, before anything of it comes here, and may throw
     * @throws Failure not whole, naming the newest set that is; refused, if the stage holds something foreign
     */
    public Staged stage(SetSelector wanted, Consumer<RestoreCheck> before) throws InterruptedException {
        try (Stage stage = new Stage(area, set -> before.accept(prospects.apply(set)))) {
            stage.requireOwn();
            SetFetcher fetcher = new SetFetcher(from, Content.ALL, stage, verification, clock, log);
            return stage(fetcher.run(wanted), fetcher, stage);
        } catch (IOException e) {
            throw Failure.io("can't write to %s: %s".formatted(area.location(), Reason.of(e)), e);
        }
    }

    private Staged stage(FetchedSet arrived, SetFetcher fetcher, Stage stage) throws IOException, InterruptedException {
        BackupSet set = arrived.set();
        Path staging = arrived.directory();
        if (staging == null) {
            log.info("looking for the newest set that passes verification");
            Failure failure = Failure.notWhole("%s failed verification: %s".formatted(set.id(), arrived.problem()));
            throw failure.hint(fetcher.newestWholeBut(set.id())
                    .map(id -> "the newest set there that passes verification is " + id)
                    .orElse("no other set there passes verification"));
        }
        try {
            Path shown = stage.show(staging, set.id());
            return new Staged(
                    prospects.apply(set).with(arrived.verdict()),
                    shown,
                    arrived.verdict().files(),
                    arrived.skipped());
        } finally {
            if (Files.exists(staging)) {
                stage.discard(staging);
            }
        }
    }
}
