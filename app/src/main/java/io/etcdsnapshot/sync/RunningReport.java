package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.catalogue.Outcome;
import io.etcdsnapshot.location.Location;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Collects what is done at a destination while it is done; it can be asked for from any thread, at any time. */
final class RunningReport {
    private final Location location;
    private final Set<BackupSetId> proven;
    private final Log log;
    private final List<DestinationReport.Copied> copied = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<BackupSetId> removed = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private SyncPlan plan = SyncPlan.NOTHING;
    private boolean isServed;

    /** @param proven the sets that this run has proven here, in earlier tries as well; those of this one are added */
    RunningReport(Location location, Set<BackupSetId> proven, Log log) {
        this.location = location;
        this.proven = proven;
        this.log = log;
    }

    Location location() {
        return location;
    }

    Set<BackupSetId> proven() {
        return proven;
    }

    /** Returns what is to be remembered at the destination. */
    List<Outcome> outcomes() {
        return outcomes;
    }

    synchronized void plan(SyncPlan made) {
        plan = made;
    }

    synchronized void arrived(DestinationReport.Copied set, Outcome outcome) {
        outcomes.add(outcome);
        proven.add(set.id());
        copied.add(set);
        log.info("%s: copied %s (evidence: %s)".formatted(location, set.id(), set.evidence()));
    }

    synchronized void removed(Collection<BackupSet> sets) {
        sets.forEach(set -> removed.add(set.id()));
    }

    synchronized void served() {
        isServed = true;
    }

    synchronized void note(String line) {
        notes.add(line);
        warn(line);
    }

    void warn(String line) {
        log.warn("%s: %s".formatted(location, line));
    }

    synchronized DestinationReport soFar() {
        return new DestinationReport(
                location.toString(),
                plan.missing().stream().map(BackupSet::id).toList(),
                List.copyOf(copied),
                plan.alreadyThere(),
                List.copyOf(removed),
                List.copyOf(notes),
                isServed,
                null);
    }
}
