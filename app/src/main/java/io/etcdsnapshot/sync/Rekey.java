package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Lockable;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.backup.StoredForm;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Stores the sets of a location anew, encrypted to other recipients: each is opened and encrypted in one stream, proven
 * beside the old one, and takes its place.
 */
public final class Rekey {
    private static final Duration STALL = Duration.ofMinutes(5);

    /**
     * What was done.
     *
     * @param alreadyThere how many sets were stored so before
     * @param failed sets that are as they were, and why
     */
    public record Result(List<BackupSetId> rekeyed, int alreadyThere, List<String> failed) {}

    private final ReadableStore from;
    private final WritableStore store;
    private final StoredForm form;
    private final Function<Manifest, String> manifestJson;
    private final Log log;

    /**
     * @param from the same location, whose sets are opened
     * @param form how they shall be stored
     */
    public Rekey(
            ReadableStore from,
            WritableStore store,
            StoredForm form,
            Function<Manifest, String> manifestJson,
            Log log) {
        this.from = from;
        this.store = store;
        this.form = form;
        this.manifestJson = manifestJson;
        this.log = log;
    }

    /** @throws Failure refused, if another run holds the lock of the location */
    public Result run() throws IOException, InterruptedException {
        try (Lockable.Lock lock = Lockable.lock(store, "rekey")) {
            store.clearLeftovers(lock.isExclusive());
            Map<BackupSetId, BackupSet> stored = store.list().sets().stream()
                    .filter(set -> set.state() == SetState.COMPLETE)
                    .collect(Collectors.toMap(BackupSet::id, Function.identity(), (first, second) -> first));
            List<BackupSet> sets = from.list().requireAny();
            try (Source source = new Source(from, sets, manifestJson, STALL, Synchronizer.Pace.USUAL)) {
                return run(source, stored);
            }
        }
    }

    private Result run(Source source, Map<BackupSetId, BackupSet> stored) throws IOException, InterruptedException {
        List<BackupSetId> rekeyed = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        int alreadyThere = 0;
        for (BackupSet set : source.sets()) {
            BackupSet old = stored.get(set.id());
            if (old == null || set.state() != SetState.COMPLETE) {
                failed.add("%s: %s"
                        .formatted(set.id(), Optional.ofNullable(set.problem()).orElse("it has no manifest")));
            } else if (form.obstacle(set).isPresent()) {
                failed.add("%s: no identity opens it".formatted(set.id()));
            } else if (form.staysAsItIs(set)) {
                alreadyThere++;
            } else if (form.signer() == null && isSigned(old)) {
                failed.add("%s: it is signed, and would not be any more (--signing-key)".formatted(set.id()));
            } else {
                try {
                    replace(source, set, old);
                    rekeyed.add(set.id());
                    log.info("%s: stored anew".formatted(set.id()));
                } catch (SourceFailure e) {
                    failed.add("%s: %s".formatted(set.id(), e.failure().getMessage()));
                }
            }
        }
        return new Result(List.copyOf(rekeyed), alreadyThere, List.copyOf(failed));
    }

    private boolean isSigned(BackupSet set) throws Unreadable {
        byte[] signature = Companions.read(file -> store.open(set, file), Companions.SIGNATURE);
        return signature != null && signature.length > 0;
    }

    private void replace(Source source, BackupSet set, BackupSet old)
            throws IOException, SourceFailure, InterruptedException {
        Shipment shipment =
                source.shipment(set, set.content(), Progress.IGNORED).in(form);
        try (Incoming incoming = store.receive(set.id())) {
            new SetCopy(source, set, shipment, incoming, this, Progress.IGNORED).run(List.of(), log::warn);
            incoming.publish(Optional.of(old));
        }
    }
}
