package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.Origin;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.backup.StoredForm;
import io.etcdsnapshot.retention.RetentionPlan;
import io.etcdsnapshot.retention.RetentionPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides which sets a destination lacks, or has only a half of where it shall have all. A set that the destination's own
 * retention would remove at once is not sent.
 *
 * @param missing the newest first, because it matters most, then from old to new, each a basis for the next
 * @param alreadyThere how many of the source's usable sets are there, as far as names, sizes and manifests tell
 * @param alike which of these have no manifest at one side, so that only names and sizes speak for them
 * @param leftOut which sets are rightly not brought there, and why
 * @param problems which sets can't be brought there, and why: somebody has to look at them
 */
record SyncPlan(
        List<BackupSet> missing, int alreadyThere, List<Alike> alike, List<String> leftOut, List<Problem> problems) {
    static final SyncPlan NOTHING = new SyncPlan(List.of(), 0, List.of(), List.of(), List.of());

    /** Two sets of one id and of the same sizes. */
    record Alike(BackupSet source, BackupSet there) {}

    /** @param hint what to do about it; null where the text says it */
    record Problem(String text, @Nullable String hint) {}

    static SyncPlan of(
            List<BackupSet> source, List<BackupSet> destination, Content content, RetentionPolicy policy, Instant now) {
        Map<BackupSetId, BackupSet> there = destination.stream()
                .collect(Collectors.toMap(
                        BackupSet::id,
                        Function.identity(),
                        (first, second) -> second.isUsable() && !first.isUsable() ? second : first));
        List<BackupSet> lacking = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        List<Alike> alike = new ArrayList<>();
        int alreadyThere = 0;
        for (BackupSet set : source) {
            if (!set.isUsable()) {
                continue;
            }
            Optional<Content> offered = set.content().and(content);
            BackupSet present = there.get(set.id());
            Optional<String> twin = twin(set, source);
            if (!set.isDated()) {
                problems.add(new Problem(
                        "nothing tells when %s was taken".formatted(set.label()),
                        "say it with --taken-at 2026-11-20T01:30:00Z"));
            } else if (twin.isPresent()) {
                leftOut.add("not copying %s: %s was taken in the same second".formatted(nameOf(set), twin.get()));
            } else if (offered.isEmpty()) {
                leftOut.add("not copying %s: the source has the %s"
                        .formatted(set.id(), set.content().words()));
            } else if (present == null || mayReplace(present, set, offered.get())) {
                lacking.add(set);
                there.remove(set.id());
            } else if (!isSame(set, present)) {
                problems.add(conflict(set, present));
            } else if (!present.isUsable()) {
                problems.add(new Problem(
                        "%s is not usable at the destination and is left unchanged: %s"
                                .formatted(set.id(), present.problem()),
                        null));
            } else if (present.content().covers(offered.get())) {
                alreadyThere++;
                if (set.manifest() == null || present.manifest() == null) {
                    alike.add(new Alike(set, present));
                }
            } else {
                leftOut.add("%s is left unchanged at the destination: %s"
                        .formatted(set.id(), present.content().words()));
            }
        }
        return new SyncPlan(
                newestThenOldToNew(kept(lacking, there.values(), policy, now), now),
                alreadyThere,
                List.copyOf(alike),
                List.copyOf(leftOut),
                List.copyOf(problems));
    }

    /** Returns the set that another tool's set would share its id with, if there is one that comes before it. */
    private static Optional<String> twin(BackupSet set, List<BackupSet> source) {
        return set.layout() == null
                ? Optional.empty()
                : source.stream()
                        .filter(other -> other.isUsable() && other.isDated())
                        .filter(other -> other.id().equals(set.id()) && !other.equals(set))
                        .filter(other -> other.layout() == null || source.indexOf(other) < source.indexOf(set))
                        .map(SyncPlan::nameOf)
                        .findFirst();
    }

    private static String nameOf(BackupSet set) {
        return set.layout() == null ? set.label() : set.layout().name();
    }

    private static List<BackupSet> kept(
            List<BackupSet> lacking, Collection<BackupSet> there, RetentionPolicy policy, Instant now) {
        if (policy.isEmpty()) {
            return lacking;
        }
        List<BackupSet> all = Stream.concat(there.stream().filter(BackupSet::isUsable), lacking.stream())
                .toList();
        return policy.plan(all, now).keep().stream()
                .map(RetentionPlan.Kept::set)
                .filter(lacking::contains)
                .toList();
    }

    /** Returns the same plan without the sets that can't be stored in this form, which are problems. */
    SyncPlan in(StoredForm form) {
        List<Problem> all = new ArrayList<>(problems);
        missing.forEach(set -> form.obstacle(set)
                .ifPresent(obstacle -> all.add(
                        new Problem(obstacle, "give an identity that opens what is encrypted, with --age-identity"))));
        return new SyncPlan(
                missing.stream().filter(set -> form.obstacle(set).isEmpty()).toList(),
                alreadyThere,
                alike,
                leftOut,
                List.copyOf(all));
    }

    /** Returns the same plan with no other sets to bring there than these. */
    SyncPlan only(List<BackupSet> sets) {
        return new SyncPlan(List.copyOf(sets), alreadyThere, alike, leftOut, problems);
    }

    /** Returns the same plan after a closer look at sets that are alike: these are not the same, which is a problem. */
    SyncPlan without(List<Alike> others) {
        List<Problem> all = new ArrayList<>(problems);
        others.forEach(other -> all.add(conflict(other.source(), other.there())));
        return new SyncPlan(missing, alreadyThere - others.size(), List.of(), leftOut, List.copyOf(all));
    }

    /** Returns whether nothing would be lost: only the whole set replaces a half, and only what has all files an incomplete set. */
    private static boolean mayReplace(BackupSet there, BackupSet set, Content sent) {
        if (!there.isReplaceable()) {
            return false;
        }
        if (there.isUsable()) {
            return sent == Content.ALL && there.content().isHalf() && isProvablySame(set, there);
        }
        return isSame(set, there)
                && (there.flat() || there.files().stream().allMatch(file -> sent.covers(file.role())));
    }

    /** Returns whether both are the same set, as far as manifests, or else sizes, show. */
    private static boolean isSame(BackupSet set, BackupSet there) {
        Manifest ours = set.manifest();
        Manifest theirs = there.manifest();
        if (ours != null && theirs != null) {
            return ours.isOfSameSet(theirs);
        }
        Origin origin = theirs == null ? null : theirs.origin();
        if (origin != null && set.files().stream().anyMatch(file -> file.size() == SetFile.UNKNOWN_SIZE)) {
            return origin.path().endsWith("/" + set.asStored().snapshotName());
        }
        return !there.isUsable()
                || plainFiles(set).stream().allMatch(file -> plainFiles(there).stream()
                        .allMatch(other -> other.role() != file.role() || other.size() == file.size()));
    }

    private static List<SetFile> plainFiles(BackupSet set) {
        return set.manifest() == null ? set.files() : set.manifest().plainFiles();
    }

    private static Problem conflict(BackupSet set, BackupSet there) {
        boolean oneCluster = set.clusterId() != null && set.clusterId().equals(there.clusterId());
        return oneCluster
                ? new Problem(
                        "%s at the destination is another set than the source's, though both are of cluster %s"
                                .formatted(set.id(), set.clusterId()),
                        "verify both, and move the wrong one out of the way")
                : new Problem(
                        "%s at the destination is another set, of %s; the source's is of %s"
                                .formatted(set.id(), cluster(there), cluster(set)),
                        "clusters that share a location each need a directory of their own: set clusterId in the"
                                + " values");
    }

    private static String cluster(BackupSet set) {
        return set.clusterId() == null ? "an unknown cluster" : "cluster " + set.clusterId();
    }

    /** Sets from the future come last. */
    private static List<BackupSet> newestThenOldToNew(List<BackupSet> sets, Instant now) {
        List<BackupSet> ordered = new ArrayList<>(
                sets.stream().sorted(BackupSet.NEWEST_FIRST.reversed()).toList());
        int newest = ordered.size() - 1;
        while (newest > 0 && ordered.get(newest).takenAt().isAfter(now)) {
            newest--;
        }
        if (newest > 0) {
            ordered.add(0, ordered.remove(newest));
        }
        return ordered;
    }

    /** Returns the set nearest in time of those that source and destination verifiably share, as the source has it. */
    static Optional<BackupSet> basis(BackupSet set, List<BackupSet> source, List<BackupSet> destination) {
        return source.stream()
                .filter(here -> here.content().covers(FileRole.SNAPSHOT) && !here.isWrapped())
                .filter(here -> destination.stream()
                        .filter(there -> !there.isWrapped())
                        .anyMatch(there -> there.content().covers(FileRole.SNAPSHOT) && isProvablySame(here, there)))
                .min(Comparator.comparing(
                        here -> Duration.between(here.takenAt(), set.takenAt()).abs()));
    }

    private static boolean isProvablySame(BackupSet here, BackupSet there) {
        Manifest ours = here.manifest();
        Manifest theirs = there.manifest();
        return ours != null
                && theirs != null
                && here.state() == SetState.COMPLETE
                && there.state() == SetState.COMPLETE
                && ours.isOfSameSet(theirs);
    }
}
