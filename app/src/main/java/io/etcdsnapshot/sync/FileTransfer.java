package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Failure;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.stream.Fanout;
import io.etcdsnapshot.stream.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Sends one file to several destinations. Where one has an earlier set that the source has too, the file is begun there
 * as a copy of the earlier one and only the runs of pages that differ are sent; all others get the whole file, read once
 * for all of them.
 */
final class FileTransfer {
    /** Of the file; when more has changed, sending all of it is as good. */
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

    /**
     * @param targets that a set is arriving at
     * @return those where the file was begun as a copy of an earlier one
     * @throws Failure not whole, if the source is not what its manifest says
     * @throws IOException if the source can't be read
     */
    Set<Target> run(List<Target> targets) throws IOException, InterruptedException {
        Map<Target, List<ChangedPages.Run>> patches = new LinkedHashMap<>();
        Map<BackupSet, List<Target>> byBasis = byBasis(targets);
        for (BackupSet basis : byBasis.keySet()) {
            List<ChangedPages.Run> runs = changesSince(basis);
            if (isWorthwhile(runs)) {
                for (Target target : begunFrom(basis, byBasis.getOrDefault(basis, List.of()))) {
                    patches.put(target, runs);
                }
            }
        }
        List<Target> whole = targets.stream()
                .filter(target -> target.isWorking() && !patches.containsKey(target))
                .toList();
        if (!whole.isEmpty()) {
            sendWhole(whole);
        }
        Target.forAll(
                List.copyOf(patches.keySet()),
                target -> target.submit(() -> {
                    patch(target.arriving(), patches.getOrDefault(target, List.of()));
                    return null;
                }));
        return patches.keySet();
    }

    private Map<BackupSet, List<Target>> byBasis(List<Target> targets) {
        Map<BackupSet, List<Target>> grouped = new LinkedHashMap<>();
        if (file.role() == FileRole.SNAPSHOT && from.isLocal()) {
            for (Target target : targets) {
                Optional<BackupSet> basis = SyncPlan.basis(set, source, target.sets());
                basis.ifPresent(here ->
                        grouped.computeIfAbsent(here, key -> new ArrayList<>()).add(target));
            }
        }
        return grouped;
    }

    private List<ChangedPages.Run> changesSince(BackupSet basis) throws IOException, InterruptedException {
        try (InputStream in = from.open(set, file.name());
                InputStream old = from.open(basis, snapshotOf(basis))) {
            ChangedPages changes = new ChangedPages(old);
            MessageDigest digest = Sha256.start();
            Fanout.run(in, List.<Fanout.Consumer>of((chunk, length) -> digest.update(chunk, 0, length), changes))
                    .orThrow();
            requireWhole(digest);
            return changes.runs();
        }
    }

    private boolean isWorthwhile(List<ChangedPages.Run> runs) {
        long changed = runs.stream().mapToLong(ChangedPages.Run::length).sum();
        return changed < WORTHWHILE_SHARE * file.size();
    }

    /** Those of the destinations that could begin the file as a copy of the one they have. */
    private List<Target> begunFrom(BackupSet basis, List<Target> targets) throws InterruptedException {
        List<Target> begun = new ArrayList<>();
        for (Target target : targets) {
            BackupSet there = target.sets().stream()
                    .filter(candidate -> candidate.id().equals(basis.id()) && !candidate.flat())
                    .findFirst()
                    .orElseThrow();
            Boolean copied = target.await(
                    target.submit(() -> target.arriving().copyFrom(there, snapshotOf(there), file.name())));
            if (Boolean.TRUE.equals(copied)) {
                begun.add(target);
            }
        }
        return begun;
    }

    private static String snapshotOf(BackupSet set) {
        return set.files().stream()
                .filter(file -> file.role() == FileRole.SNAPSHOT)
                .findFirst()
                .orElseThrow()
                .name();
    }

    void sendWhole(List<Target> targets) throws IOException, InterruptedException {
        MessageDigest digest = Sha256.start();
        List<Fanout.Consumer> consumers = new ArrayList<>();
        List<Target> sending = new ArrayList<>();
        for (Target target : targets) {
            Incoming.FileWriter writer =
                    target.await(target.submit(() -> target.arriving().create(file.name(), file.size())));
            if (writer != null) {
                sending.add(target);
                consumers.add(new WholeFile(writer, file.size()));
                target.closeAtEnd(writer);
            }
        }
        consumers.add((chunk, length) -> digest.update(chunk, 0, length));
        try (InputStream in = from.open(set, file.name())) {
            Fanout.Outcome outcome = Fanout.run(in, consumers, stall);
            for (int i = 0; i < sending.size(); i++) {
                Throwable failure = outcome.failures().get(i);
                if (failure != null) {
                    sending.get(i).fail(failure);
                }
            }
        }
        requireWhole(digest);
    }

    private void requireWhole(MessageDigest digest) {
        if (!Sha256.hex(digest.digest()).equals(file.sha256())) {
            throw Failure.notWhole("%s is not what its manifest says".formatted(file.name()));
        }
    }

    private void patch(Incoming incoming, List<ChangedPages.Run> runs) throws IOException {
        byte[] buffer = new byte[Fanout.CHUNK_BYTES];
        try (InputStream in = from.open(set, file.name());
                Incoming.FileWriter writer = incoming.patch(file.name(), file.size())) {
            long at = 0;
            for (ChangedPages.Run run : runs) {
                in.skipNBytes(run.position() - at);
                at = run.position();
                for (long end = run.position() + run.length(); at < end; ) {
                    int part = in.readNBytes(buffer, 0, (int) Math.min(buffer.length, end - at));
                    if (part == 0) {
                        throw new IOException("the source became shorter while it was read");
                    }
                    writer.write(at, buffer, 0, part);
                    at += part;
                }
            }
            writer.finish(file.size());
        }
    }

    /** Writes chunk after chunk and finishes the file at its size; a source that grows meanwhile is found out by its hash. */
    private static final class WholeFile implements Fanout.Consumer {
        private final Incoming.FileWriter writer;
        private final long size;
        private long position;

        WholeFile(Incoming.FileWriter writer, long size) {
            this.writer = writer;
            this.size = size;
        }

        @Override
        public void accept(byte[] chunk, int length) throws IOException {
            int part = (int) Math.min(length, size - position);
            if (part > 0) {
                writer.write(position, chunk, 0, part);
                position += part;
                if (position == size) {
                    writer.finish(size);
                    writer.close();
                }
            }
        }
    }
}
