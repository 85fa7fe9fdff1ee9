package io.etcdsnapshot.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.retention.CalendarDuration;
import io.etcdsnapshot.retention.RetentionPolicy;
import io.etcdsnapshot.testing.CatalogueSets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** It is noon of 2026-11-20, and a good set may be 26 hours old. */
class CatalogueTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final long MEBIBYTE = 1 << 20;

    private static Catalogue of(Place... places) {
        return Catalogue.of(List.of(places), NOW, Catalogue.USUAL_AGE, Catalogue.USUAL_QUOTA);
    }

    private static Place place(String location, BackupSet... sets) {
        return place(location, null, sets);
    }

    private static Place place(String location, @Nullable String root, BackupSet... sets) {
        return new Place(location, root, List.of(sets), null, List.of(), null, Map.of());
    }

    /** Returns a complete set taken so many hours ago. */
    private static BackupSet set(@Nullable String cluster, int hours) {
        return CatalogueSets.of(
                NOW.minus(Duration.ofHours(hours)), cluster, SetState.COMPLETE, 100 * MEBIBYTE, "4.18.1");
    }

    private static Outcome outcome(String command, BackupSet set, boolean ok, int hoursAgo) {
        return Outcome.of(command, set, null, ok, "", 1, NOW.minus(Duration.ofHours(hoursAgo)), "test");
    }

    @Test
    void aGoodSetAtEveryPlaceIsGood() {
        Catalogue catalogue = of(place("/a", set("x", 2)), place("/b", set("x", 20)));

        assertThat(catalogue.health()).isEqualTo(Health.GOOD);
        assertThat(catalogue.clusters()).singleElement().satisfies(cluster -> {
            assertThat(cluster.name()).isEqualTo("x");
            assertThat(cluster.goodPlaces()).isEqualTo(2);
            assertThat(cluster.newestGood()).contains(set("x", 2));
        });
    }

    @Test
    void aPlaceWithoutANewOneMakesItPartial() {
        assertThat(of(place("/a", set("x", 2)), place("/b", set("x", 27))).health())
                .isEqualTo(Health.PARTIAL);
        assertThat(of(place("/a", set("x", 2)), place("/b")).health()).isEqualTo(Health.PARTIAL);
        assertThat(of(place("/a", set("x", 2)), Place.unreadable("/b", null, "no route"))
                        .clusters()
                        .get(0)
                        .places())
                .extracting(PlaceState::health, PlaceState::error)
                .containsExactly(tuple(Health.GOOD, null), tuple(Health.UNREADABLE, "no route"));
    }

    @Test
    void nothingNewIsOldAndNothingGoodIsNone() {
        assertThat(of(place("/a", set("x", 30))).health()).isEqualTo(Health.OLD);
        assertThat(of(place("/a", CatalogueSets.of(NOW, "x", SetState.CORRUPT, 1, null)))
                        .health())
                .isEqualTo(Health.NONE);
        assertThat(of(place("/a")).health()).isEqualTo(Health.NONE);
        assertThat(of(Place.unreadable("/a", null, "gone")).health()).isEqualTo(Health.UNREADABLE);
        assertThat(of().health()).isEqualTo(Health.NONE);
    }

    @Test
    void foreignAndFutureSetsAreNotGood() {
        assertThat(of(place("/a", CatalogueSets.of(NOW, "x", SetState.FOREIGN, 1, null)))
                        .health())
                .isEqualTo(Health.NONE);
        assertThat(of(place("/a", set("x", -1), set("x", 40))).health()).isEqualTo(Health.OLD);
    }

    @Test
    void rememberedDamageCountsUntilALaterVerificationPasses() {
        BackupSet set = set("x", 2);
        Place place = place("/a", set);
        Outcome damaged = outcome(Outcome.VERIFY, set, false, 1);

        assertThat(of(place.with(List.of(damaged), null, Map.of())).health()).isEqualTo(Health.NONE);
        assertThat(of(place.with(List.of(outcome(Outcome.VERIFY, set, true, 0), damaged), null, Map.of()))
                        .health())
                .isEqualTo(Health.GOOD);
        assertThat(of(place.with(List.of(outcome(Outcome.SYNC, set, true, 0), damaged), null, Map.of()))
                        .health())
                .isEqualTo(Health.GOOD);
    }

    @Test
    void memoryMakesNoSetGood() {
        BackupSet corrupt = CatalogueSets.of(NOW, "x", SetState.CORRUPT, 1, null);

        assertThat(of(place("/a", corrupt).with(List.of(outcome(Outcome.VERIFY, corrupt, true, 0)), null, Map.of()))
                        .health())
                .isEqualTo(Health.NONE);
    }

    @Test
    void clustersOfOneLocationAreToldApartTheWorstFirst() {
        Catalogue catalogue = of(place("/a", set("x", 1), set("y", 50), set("x", 25)));

        assertThat(catalogue.clusters())
                .extracting(CataloguedCluster::name, CataloguedCluster::health)
                .containsExactly(tuple("y", Health.OLD), tuple("x", Health.GOOD));
        assertThat(catalogue.clusters().get(1).places().get(0).sets()).hasSize(2);
        assertThat(catalogue.health()).isEqualTo(Health.OLD);
    }

    @Test
    void aSetWithoutAClusterGoesWithTheOnlyOneThatThereIs() {
        assertThat(of(place("/a", set("x", 1), set(null, 25)), place("/b", set(null, 3)))
                        .clusters())
                .singleElement()
                .satisfies(cluster -> assertThat(cluster.places())
                        .extracting(place -> place.sets().size())
                        .containsExactly(2, 1));
        assertThat(of(place("/a", set("x", 1), set("y", 1), set(null, 25))).clusters())
                .extracting(CataloguedCluster::name)
                .containsExactlyInAnyOrder("x", "y", CataloguedCluster.UNKNOWN);
    }

    @Test
    void aClusterWithoutADirectoryAtOneOfTheRootsLacksItThere() {
        Catalogue catalogue = of(
                place("/a/one", "/a", set(null, 1)),
                place("/a/two", "/a", set("y", 1)),
                place("/b/two", "/b", set("y", 1)));

        assertThat(catalogue.clusters())
                .extracting(CataloguedCluster::name, CataloguedCluster::health)
                .containsExactly(tuple("one", Health.PARTIAL), tuple("two", Health.GOOD));
        assertThat(catalogue.clusters().get(0).places())
                .extracting(PlaceState::location)
                .containsExactly("/a/one", "/b/one");
    }

    @Test
    void whatGoesNextIsWhatThePolicyRemovesOnceTheNextSetIsThere() {
        BackupSet[] daily =
                IntStream.range(0, 8).mapToObj(day -> set("x", 5 + 24 * day)).toArray(BackupSet[]::new);
        RetentionPolicy week = new RetentionPolicy(Map.of(), CalendarDuration.parse("7d12h"), List.of());
        Place place = place("/a", daily).with(List.of(), week, Map.of());

        Leaving next = of(place).clusters().get(0).places().get(0).next();

        assertThat(next).isNotNull();
        assertThat(next.sets()).containsExactly(daily[7]);
        assertThat(next.at()).isEqualTo(NOW.plus(Duration.ofHours(19)));
        RetentionPolicy three = new RetentionPolicy(Map.of(RetentionPolicy.Period.LAST, 3), null, List.of());
        Leaving now = of(place("/a", daily).with(List.of(), three, Map.of()))
                .clusters()
                .get(0)
                .places()
                .get(0)
                .next();
        assertThat(now).isNotNull();
        assertThat(now.sets())
                .containsExactlyElementsOf(three.plan(List.of(daily), NOW).remove());
        assertThat(now.at()).isEqualTo(NOW);
    }

    @Test
    void aStraightLineSaysWhenTheQuotaIsReached() {
        BackupSet[] sets = IntStream.rangeClosed(0, 10)
                .mapToObj(day -> CatalogueSets.of(
                        NOW.minus(Duration.ofDays(day)), "x", SetState.COMPLETE, (8092 - 10 * day) * MEBIBYTE, null))
                .toArray(BackupSet[]::new);

        Growth growth = of(place("/a", sets)).clusters().get(0).growth();

        assertThat(growth.points()).hasSize(11).first().satisfies(point -> assertThat(point.bytes())
                .isEqualTo(7992 * MEBIBYTE));
        assertThat(growth.fit())
                .isEqualTo(new Growth.Fit(
                        NOW.minus(Duration.ofDays(10)), 11, 10 * MEBIBYTE, NOW.plus(Duration.ofDays(10))));
    }

    @Test
    void whatDoesNotGrowReachesNothingAndFewPointsSayNothing() {
        BackupSet[] same =
                IntStream.range(0, 9).mapToObj(day -> set("x", 24 * day)).toArray(BackupSet[]::new);
        Growth growth = of(place("/a", same)).clusters().get(0).growth();

        assertThat(growth.fit()).isEqualTo(new Growth.Fit(NOW.minus(Duration.ofDays(8)), 9, 0, null));
        assertThat(of(place("/a", set("x", 1), set("x", 25)))
                        .clusters()
                        .get(0)
                        .growth()
                        .fit())
                .isNull();
    }

    @Test
    void rememberedFiguresOfSetsThatAreGoneBelongToTheGrowth() {
        Outcome gone = outcome(Outcome.SYNC, set("x", 300), true, 299);

        assertThat(of(place("/a", set("x", 1)).with(List.of(gone), null, Map.of()))
                        .clusters()
                        .get(0)
                        .growth()
                        .points())
                .extracting(Growth.Point::id)
                .containsExactly(
                        BackupSetId.at(NOW.minus(Duration.ofHours(300))),
                        set("x", 1).id());
    }

    @Test
    void versionsInARowAreOne() {
        Instant then = NOW.minus(Duration.ofDays(3));
        BackupSet older = CatalogueSets.of(then, "x", SetState.COMPLETE, 1, "4.17.9");

        assertThat(of(place("/a", set("x", 1), set("x", 25), older))
                        .clusters()
                        .get(0)
                        .versions())
                .extracting(VersionSpan::cluster, VersionSpan::since, VersionSpan::sets)
                .containsExactly(tuple("4.17.9", then, 1), tuple("4.18.1", NOW.minus(Duration.ofHours(25)), 2));
    }

    @Test
    void aDayShowsTheBestOfItsSetsAndWhatFailed() {
        BackupSet corrupt = CatalogueSets.of(NOW.minus(Duration.ofDays(1)), "x", SetState.CORRUPT, 1, null);
        Outcome failed = Outcome.failed(Outcome.SNAPSHOT, "no", 1, NOW.minus(Duration.ofDays(3)), "test");
        PlaceState place = of(place(
                                "/a",
                                set("x", 2),
                                set("x", 4),
                                set("x", 6),
                                corrupt,
                                set("x", 49),
                                set("x", 122),
                                set("x", 146),
                                set("x", 170))
                        .with(List.of(failed), null, Map.of()))
                .clusters()
                .get(0)
                .places()
                .get(0);
        Days days = new Days(place);
        LocalDate today = LocalDate.parse("2026-11-20");

        assertThat(IntStream.range(0, 8)
                        .mapToObj(ago -> days.of(today.minusDays(ago)).kind()))
                .containsExactly(
                        Day.Kind.GOOD,
                        Day.Kind.BAD,
                        Day.Kind.GOOD,
                        Day.Kind.FAILED,
                        Day.Kind.GAP,
                        Day.Kind.GOOD,
                        Day.Kind.GOOD,
                        Day.Kind.GOOD);
        assertThat(days.first(today)).isEqualTo("2026-11-13");
        assertThat(days.of(today.minusDays(30)).kind()).isEqualTo(Day.Kind.NONE);
    }
}
