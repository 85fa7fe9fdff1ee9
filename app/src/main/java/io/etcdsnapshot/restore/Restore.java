package io.etcdsnapshot.restore;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts one proven set where {@code cluster-restore.sh} takes it: choose, show how it fits the host, fetch to a hidden
 * place, prove it there, show it by one rename. No other run stages or removes a set here until this is closed.
 */
public final class Restore implements AutoCloseable {
    /**
     * A set ready to be restored.
     *
     * @param directory holds the pair and nothing else
     * @param files the pair
     * @param earlier sets that runs before this one staged and that still lie beside it, the oldest first
     * @param removed the earlier ones that this run removed
     */
    public record Staged(
            RestoreCheck prospect,
            Path directory,
            List<SetFile> files,
            List<SkippedSet> passedOver,
            List<BackupSetId> earlier,
            List<BackupSetId> removed) {}

    private final ReadableStore from;
    private final StagingArea area;
    private final Function<BackupSet, RestoreCheck> prospects;
    private final SetVerifier.Options verification;
    private final Clock clock;
    private final Log log;
    private @Nullable Stage stage;

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
     * Stages one set, once.
     *
     * @param removeEarlier whether what earlier runs staged is removed, once this set is there
     * @param before sees how each set that is tried fits the host, before anything of it comes here, and may throw
     * @throws Failure not whole, naming the newest set that is; refused, if the stage holds something foreign
     */
    public Staged stage(SetSelector wanted, boolean removeEarlier, Consumer<RestoreCheck> before)
            throws InterruptedException {
        try {
            Stage opened = new Stage(area, set -> before.accept(prospects.apply(set)));
            stage = opened;
            opened.requireOwn();
            SetFetcher fetcher = new SetFetcher(from, Content.ALL, opened, verification, clock, log);
            return stage(fetcher.run(wanted), fetcher, opened, removeEarlier);
        } catch (IOException e) {
            throw Failure.io("can't write to %s: %s".formatted(area.location(), Reason.of(e)), e);
        }
    }

    private Staged stage(FetchedSet arrived, SetFetcher fetcher, Stage stage, boolean removeEarlier)
            throws IOException, InterruptedException {
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
            List<StagedSet> earlier = stage.earlier(set.id());
            List<BackupSetId> removed = removeEarlier ? remove(earlier) : List.of();
            return new Staged(
                    prospects.apply(set).with(arrived.verdict()),
                    shown,
                    arrived.verdict().files(),
                    arrived.skipped(),
                    earlier.stream()
                            .map(StagedSet::id)
                            .filter(id -> !removed.contains(id))
                            .toList(),
                    removed);
        } finally {
            if (Files.exists(staging)) {
                stage.discard(staging);
            }
        }
    }

    /** Returns which of the sets it removed; one that it can't be sure of, or can't remove, stays. */
    private List<BackupSetId> remove(List<StagedSet> earlier) {
        List<BackupSetId> removed = new ArrayList<>();
        for (StagedSet set : earlier) {
            try {
                if (set.isOwn()) {
                    set.remove();
                    removed.add(set.id());
                } else {
                    log.warn("%s stays in %s: it has no mark that restore staged it"
                            .formatted(set.id(), area.location()));
                }
            } catch (IOException e) {
                log.warn("can't remove %s from %s: %s".formatted(set.id(), area.location(), Reason.of(e)));
            }
        }
        return removed;
    }

    @Override
    public void close() {
        if (stage != null) {
            stage.close();
        }
    }
}
