package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Patchable;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.stream.Fanout;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Sends one file to several destinations, read once for all of them. Where one has an earlier set that the source has
 * too, the file is begun there as a copy of the earlier one and only the pages that differ are sent; all others get the
 * whole file.
 */
final class FileTransfer {
    /** Of the pages; when more have changed, sending all of them is as good. */
    private static final double WORTHWHILE_SHARE = 0.7;

    private final ReadableStore from;
    private final BackupSet set;
    private final SetFile file;
    private final List<BackupSet> source;
    private final Duration stall;

    FileTransfer(ReadableStore from, BackupSet set, SetFile file, List<BackupSet> source, Duration stall) {
        this.from = from;
        this.set = set;
        this.file = file;
        this.source = source;
        this.stall = stall;
    }

    /** The file as it begins at a destination: empty, or as a copy of an earlier one. */
    private record Begun(Target target, Incoming.FileWriter writer, @Nullable BackupSet basis) {}

    /**
     * @param targets that a set is arriving at
     * @return those where the file was begun as a copy of an earlier one
     * @throws Failure not whole, if the source is longer than its manifest says; what else is wrong with it, only a
     *     copy's hash tells
     * @throws IOException if the source can't be read
     */
    Set<Target> run(List<Target> targets) throws IOException, InterruptedException {
        return send(targets, bases(targets));
    }

    void sendWhole(List<Target> targets) throws IOException, InterruptedException {
        send(targets, Map.of());
    }

    /** The earlier sets that are worth beginning from, as the source has them. */
    private Map<Target, BackupSet> bases(List<Target> targets) {
        Map<Target, BackupSet> bases = new LinkedHashMap<>();
        if (file.role() != FileRole.SNAPSHOT || !from.isLocal()) {
            return bases;
        }
        Map<BackupSet, Boolean> worthwhile = new HashMap<>();
        for (Target target : targets) {
            Optional<BackupSet> basis = SyncPlan.basis(set, source, target.sets());
            if (basis.isPresent()) {
                if (!worthwhile.containsKey(basis.get())) {
                    worthwhile.put(basis.get(), isWorthwhile(basis.get()));
                }
                if (Boolean.TRUE.equals(worthwhile.get(basis.get()))) {
                    bases.put(target, basis.get());
                }
            }
        }
        return bases;
    }

    private boolean isWorthwhile(BackupSet basis) {
        try (InputStream in = from.open(set, file.name());
                InputStream earlier = from.open(basis, basis.snapshotName())) {
            return ComparedInput.estimate(in, file.size(), earlier) < WORTHWHILE_SHARE;
        } catch (IOException e) {
            return false;
        }
    }

    private Set<Target> send(List<Target> targets, Map<Target, BackupSet> bases)
            throws IOException, InterruptedException {
        List<Begun> begun = beginAtAll(targets, bases);
        Map<BackupSet, ComparedInput> compared = new HashMap<>();
        try (InputStream in = open(begun, compared)) {
            List<Fanout.Consumer> consumers = new ArrayList<>();
            for (Begun each : begun) {
                ComparedInput changes = each.basis() == null ? null : compared.get(each.basis());
                consumers.add(new FileSender(each.writer(), file.size(), changes));
            }
            Fanout.Outcome outcome = Fanout.run(in, consumers, stall);
            for (int i = 0; i < begun.size(); i++) {
                Throwable failure = outcome.failures().get(i);
                if (failure != null) {
                    begun.get(i).target().fail(failure);
                }
            }
            if (outcome.bytes() > file.size()) {
                throw Failure.notWhole("%s is longer than its manifest says".formatted(file.name()));
            }
        }
        Set<Target> copied = new LinkedHashSet<>();
        begun.stream().filter(each -> each.basis() != null).forEach(each -> copied.add(each.target()));
        return copied;
    }

    private List<Begun> beginAtAll(List<Target> targets, Map<Target, BackupSet> bases) throws InterruptedException {
        Map<Target, Future<Begun>> beginning = new LinkedHashMap<>();
        targets.stream()
                .filter(Target::isWorking)
                .forEach(target -> beginning.put(target, target.submit(() -> begin(target, bases.get(target)))));
        List<Begun> begun = new ArrayList<>();
        for (Map.Entry<Target, Future<Begun>> each : beginning.entrySet()) {
            Begun there = each.getKey().await(each.getValue());
            if (there != null) {
                each.getKey().closeAtEnd(there.writer());
                begun.add(there);
            }
        }
        return begun;
    }

    private Begun begin(Target target, @Nullable BackupSet basis) throws IOException {
        Incoming arriving = target.arriving();
        Patchable patchable =
                basis == null ? null : arriving.ability(Patchable.class).orElse(null);
        if (basis != null && patchable != null) {
            BackupSet there = target.held(basis.id()).orElseThrow();
            if (patchable.copyFrom(there, there.snapshotName(), file.name())) {
                return new Begun(target, patchable.patch(file.name(), file.size()), basis);
            }
        }
        return new Begun(target, arriving.create(file.name(), file.size()), null);
    }

    /** One that can't be read any more differs in all. */
    private InputStream openEarlier(BackupSet basis) {
        try {
            return from.open(basis, basis.snapshotName());
        } catch (IOException e) {
            return InputStream.nullInputStream();
        }
    }

    /** Opens the file, to be compared with each of the earlier ones that it was begun from somewhere. */
    private InputStream open(List<Begun> begun, Map<BackupSet, ComparedInput> compared) throws IOException {
        InputStream in = from.open(set, file.name());
        for (Begun each : begun) {
            BackupSet basis = each.basis();
            if (basis != null && !compared.containsKey(basis)) {
                ComparedInput beside = new ComparedInput(in, file.size(), openEarlier(basis));
                compared.put(basis, beside);
                in = beside;
            }
        }
        return in;
    }
}
