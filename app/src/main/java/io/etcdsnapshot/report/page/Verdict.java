package io.etcdsnapshot.report.page;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.catalogue.Catalogue;
import io.etcdsnapshot.catalogue.CataloguedCluster;
import io.etcdsnapshot.catalogue.Health;
import io.etcdsnapshot.catalogue.Outcome;
import io.etcdsnapshot.catalogue.PlaceState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says first what matters: is there a good set everywhere, and how old is it.
 *
 * @param headline one sentence
 * @param sentences what else one wants to know at a glance
 */
public record Verdict(Health health, String headline, List<String> sentences) {
    public static Verdict of(Catalogue catalogue) {
        List<CataloguedCluster> clusters = catalogue.clusters();
        if (clusters.isEmpty()) {
            return new Verdict(Health.NONE, "There is no backup set", List.of());
        }
        return clusters.size() == 1
                ? of(clusters.get(0), catalogue)
                : new Verdict(catalogue.health(), headline(clusters), sentences(catalogue));
    }

    private static String headline(List<CataloguedCluster> clusters) {
        List<String> lacking = clusters.stream()
                .filter(cluster -> cluster.health() != Health.GOOD)
                .map(CataloguedCluster::name)
                .toList();
        if (lacking.isEmpty()) {
            return "All %s have a good backup everywhere".formatted(Words.count(clusters.size(), "cluster"));
        }
        return lacking.size() == 1
                ? "%s lacks a good backup".formatted(lacking.get(0))
                : "%d of %s lack a good backup".formatted(lacking.size(), Words.count(clusters.size(), "cluster"));
    }

    private static List<String> sentences(Catalogue catalogue) {
        List<CataloguedCluster> clusters = catalogue.clusters();
        List<String> sentences = new ArrayList<>();
        for (CataloguedCluster cluster : clusters) {
            if (cluster.health() != Health.GOOD && sentences.size() < 3) {
                sentences.add("%s: %s.".formatted(cluster.name(), where(cluster, catalogue.at())));
            }
        }
        long well = clusters.stream()
                .filter(cluster -> cluster.health() == Health.GOOD)
                .count();
        if (well == clusters.size()) {
            sentences.add(
                    "Each has a good set of the last %s at every place.".formatted(Words.length(catalogue.maxAge())));
        } else if (well > 0) {
            sentences.add("The other %s well.".formatted(well == 1 ? "cluster is" : well + " clusters are"));
        }
        return sentences;
    }

    /** Says where a set is lacking, or how old the newest is. */
    private static String where(CataloguedCluster cluster, Instant now) {
        Optional<BackupSet> newest = cluster.newestGood();
        if (newest.isEmpty()) {
            return "there is no good set anywhere";
        }
        long well = cluster.goodPlaces();
        String age = age(newest.get(), now);
        return well == 0
                ? "the newest good set is %s old".formatted(age)
                : "%d of %s have one, %s old"
                        .formatted(well, Words.count(cluster.places().size(), "place"), age);
    }

    static Verdict of(CataloguedCluster cluster, Catalogue catalogue) {
        Instant now = catalogue.at();
        Optional<BackupSet> newest = cluster.newestGood();
        List<String> sentences = new ArrayList<>();
        newest.ifPresent(set -> sentences.add(
                "The newest good set is %s old, taken %s UTC.".formatted(age(set, now), Words.time(set.takenAt()))));
        cluster.places().stream()
                .filter(place -> place.health() != Health.GOOD)
                .limit(3)
                .forEach(place -> sentences.add("%s: %s.".formatted(place.location(), problem(place, now))));
        newest.ifPresent(set -> sentences.add(proof(cluster, set, now)));
        return new Verdict(cluster.health(), headline(cluster, catalogue), sentences);
    }

    private static String headline(CataloguedCluster cluster, Catalogue catalogue) {
        int places = cluster.places().size();
        if (cluster.health() == Health.GOOD) {
            return switch (places) {
                case 1 -> "There is a good backup";
                case 2 -> "There is a good backup at both places";
                default -> "There is a good backup at all %d places".formatted(places);
            };
        } else if (cluster.newestGood().isEmpty()) {
            return withoutGood(cluster);
        } else if (cluster.goodPlaces() == 0) {
            return "The last good backup is %s old"
                    .formatted(age(cluster.newestGood().get(), catalogue.at()));
        }
        return "A good backup is lacking at %d of %d places".formatted(places - cluster.goodPlaces(), places);
    }

    /** A place that nobody could look at may hold a good one. */
    private static String withoutGood(CataloguedCluster cluster) {
        long shut = cluster.places().stream()
                .filter(place -> place.health() == Health.UNREADABLE)
                .count();
        if (shut == 0) {
            return "There is no good backup";
        } else if (shut < cluster.places().size()) {
            return "There is no good backup at the places that can be read";
        }
        return shut == 1 ? "The place can't be read" : "No place can be read";
    }

    private static String problem(PlaceState place, Instant now) {
        BackupSet newest = place.newestGood();
        return switch (place.health()) {
            case UNREADABLE -> String.valueOf(place.error());
            case NONE -> "no good set";
            default -> newest == null ? "" : "the newest good set is %s old".formatted(age(newest, now));
        };
    }

    /** Says what is remembered of the newest set; a copy that was verified speaks for its place alone. */
    private static String proof(CataloguedCluster cluster, BackupSet newest, Instant now) {
        Optional<Outcome> verified = cluster.outcomes()
                .filter(outcome -> newest.id().equals(outcome.id()) && outcome.isVerified())
                .findFirst();
        Optional<Outcome> rehearsed =
                cluster.outcomes().filter(Outcome::isRehearsed).findFirst();
        String first = verified.map(outcome -> "It was verified %s ago".formatted(ago(outcome.at(), now)))
                .orElse("It was never verified, as far as is remembered");
        String second = rehearsed
                .map(outcome -> "a restore was last rehearsed %s ago".formatted(ago(outcome.at(), now)))
                .orElse("no restore was ever rehearsed");
        return "%s; %s.".formatted(first, second);
    }

    private static String age(BackupSet set, Instant now) {
        return ago(set.takenAt(), now);
    }

    static String ago(Instant then, Instant now) {
        return Words.length(Duration.between(then, now));
    }
}
