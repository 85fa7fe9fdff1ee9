package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.SetFile;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings together destinations that are about to need the same file, so that it is read once for all of them. Whoever
 * comes first waits a moment for the others; one that let them wait in vain is not waited for again.
 */
final class SharedReads {
    /** A file of a set. */
    record Wish(BackupSet set, String file) {}

    private static final class Gathering {
        private final SharedRead read;
        private final long deadline;
        private final Set<Object> present = new HashSet<>();
        private boolean isOver;

        Gathering(SharedRead read, Duration moment) {
            this.read = read;
            this.deadline = System.nanoTime() + moment.toNanos();
        }
    }

    private final Source source;
    private final Synchronizer.Pace pace;
    private final Map<Wish, Gathering> gatherings = new HashMap<>();
    /** Lists what each destination that is waited for will request, in this order; null while unknown. */
    private final Map<Object, @Nullable Deque<Wish>> expected = new HashMap<>();

    SharedReads(Source source, Synchronizer.Pace pace) {
        this.source = source;
        this.pace = pace;
    }

    /** Says that a destination may come, with wishes that are not known yet. */
    synchronized void expect(Object member) {
        expected.put(member, null);
    }

    /** Says what a destination will ask for, in this order. */
    synchronized void expect(Object member, Collection<Wish> wishes) {
        if (expected.containsKey(member)) {
            expected.put(member, new ArrayDeque<>(wishes));
            notifyAll();
        }
    }

    /** Says that a destination will ask for nothing more. */
    synchronized void forget(Object member) {
        expected.remove(member);
        notifyAll();
    }

    synchronized boolean isExpected(Object member) {
        return expected.containsKey(member);
    }

    /**
     * Waits for the others that need the file now, and begins to read it.
     *
     * @param basis an earlier set to compare with, or null
     */
    synchronized SharedRead.Reader join(Object member, BackupSet set, SetFile file, @Nullable BackupSet basis)
            throws InterruptedException {
        Wish wish = new Wish(set, file.name());
        Gathering gathering = gatherings.computeIfAbsent(
                wish,
                first -> new Gathering(
                        new SharedRead(source, set, file.name(), file.size(), 0, pace.tolerated()), pace.together()));
        SharedRead.Reader reader = gathering.read.join(basis);
        gathering.present.add(member);
        cameFor(member, wish);
        notifyAll();
        try {
            while (!gathering.isOver) {
                long left = TimeUnit.NANOSECONDS.toMillis(gathering.deadline - System.nanoTime());
                List<Object> missing = missing(wish, gathering);
                if (missing.isEmpty() || left <= 0) {
                    expected.keySet().removeAll(missing);
                    gatherings.remove(wish);
                    gathering.isOver = true;
                    gathering.read.begin();
                    notifyAll();
                } else {
                    wait(left);
                }
            }
        } catch (InterruptedException e) {
            reader.close();
            throw e;
        }
        return reader;
    }

    /** Reads the rest of a file for one that was left behind. */
    SharedRead.Reader alone(BackupSet set, SetFile file, long position, @Nullable BackupSet basis) {
        SharedRead read = new SharedRead(source, set, file.name(), file.size(), position, pace.tolerated());
        SharedRead.Reader reader = read.join(basis);
        read.begin();
        return reader;
    }

    private void cameFor(Object member, Wish wish) {
        Deque<Wish> wishes = expected.get(member);
        if (wishes != null && wishes.contains(wish)) {
            while (!wish.equals(wishes.poll())) {
                // what came before it was left out
            }
        }
    }

    private List<Object> missing(Wish wish, Gathering gathering) {
        return expected.entrySet().stream()
                .filter(entry -> !gathering.present.contains(entry.getKey()))
                .filter(entry ->
                        entry.getValue() == null || wish.equals(entry.getValue().peek()))
                .map(Map.Entry::getKey)
                .toList();
    }
}
