package io.etcdsnapshot.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.catalogue.Catalogue;
import io.etcdsnapshot.catalogue.Outcome;
import io.etcdsnapshot.catalogue.Place;
import io.etcdsnapshot.retention.CalendarDuration;
import io.etcdsnapshot.retention.RetentionPolicy;
import io.etcdsnapshot.testing.CatalogueSets;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Small pieces of the page; the browser looks at the whole in {@link PageIT}. */
class CataloguePageTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final RetentionPolicy RULES =
            new RetentionPolicy(Map.of(), CalendarDuration.parse("400d"), List.of());

    private static BackupSet set(int hours, SetState state) {
        return CatalogueSets.of(
                NOW.minus(Duration.ofHours(hours)),
                "x",
                state,
                (3000L - hours) << 20,
                hours > 60 ? "4.17.9" : "4.18.1");
    }

    private static String page(List<Outcome> outcomes, BackupSet... sets) {
        Place place = new Place("/mnt/x", null, List.of(sets), null, outcomes, RULES, Map.of());
        return CataloguePage.of(
                Catalogue.of(List.of(place), NOW, Catalogue.USUAL_AGE, Catalogue.USUAL_QUOTA), "test", null);
    }

    @Test
    void saysFirstWhetherThereIsAGoodBackup() {
        assertThat(page(List.of(), set(3, SetState.COMPLETE)))
                .contains(
                        "<title>etcd backups: There is a good backup</title>",
                        "<h1>There is a good backup</h1>",
                        "<li>The newest good set is 3 hours old, taken 20 Nov 2026, 09:00 UTC.</li>",
                        "<li>It was never verified, as far as is remembered; no restore was ever rehearsed.</li>");
        assertThat(page(List.of(), set(3, SetState.CORRUPT))).contains("<h1>There is no good backup</h1>");
        assertThat(page(List.of(), set(72, SetState.COMPLETE))).contains("<h1>The last good backup is 3 days old</h1>");
    }

    @Test
    void aDayTellsItsStateInWordsAndBySign() {
        assertThat(page(List.of(), set(3, SetState.COMPLETE), set(30, SetState.CORRUPT)))
                .contains(
                        "<td class=\"g\" tabindex=\"0\" data-d=\"2026-11-20\" aria-label=\"20 Nov 2026: 1 set\"></td>",
                        "<td class=\"b\" tabindex=\"-1\" data-d=\"2026-11-19\" aria-label=\"19 Nov 2026: no usable set\"></td>");
    }

    @Test
    void marksUpgradesAndSaysWhenTheQuotaIsReached() {
        BackupSet[] daily = IntStream.range(0, 6)
                .mapToObj(day -> set(3 + 24 * day, SetState.COMPLETE))
                .toArray(BackupSet[]::new);

        assertThat(page(List.of(), daily))
                .contains(
                        "<strong>2.9 GiB</strong> of the quota of 8.0 GiB, 36.6%.",
                        "A straight line through the 6 snapshots since 15 Nov 2026 rises by 24.0 MiB a day and reaches it"
                                + " around 24 Jun 2027.",
                        ">4.18.1</text>",
                        "<th scope=\"row\">4.18.1</th><td>18 Nov 2026</td><td class=\"n\">3</td>");
    }

    @Test
    void showsWhatIsRememberedOfChecks() {
        BackupSet set = set(3, SetState.COMPLETE);
        Outcome rehearsed =
                Outcome.of(Outcome.REHEARSE, set, null, true, "served", 14_200, NOW.minus(Duration.ofHours(2)), "t");

        assertThat(page(List.of(rehearsed), set))
                .contains(
                        "<dt>Rehearsed</dt><dd>2 hours ago, passed in 14.2 s</dd>",
                        "<td class=\"n\">14.2 s</td><td class=\"detail\">served</td>");
    }

    @Test
    void tenThousandSetsFitInTwoMegabytes() {
        BackupSet[] hourly = IntStream.range(0, 10_000)
                .mapToObj(hour -> set(hour, SetState.COMPLETE))
                .toArray(BackupSet[]::new);

        String page = page(List.of(), hourly);

        assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(2_000_000);
        assertThat(Arrays.stream(page.split("\n")).filter(line -> line.contains("The newest 30 of 10,000 sets")))
                .hasSize(1);
    }

    @Test
    void manyPlacesShowLessOfTheirPast() {
        List<Place> places = IntStream.range(0, 200)
                .mapToObj(i -> new Place(
                        "/mnt/" + i,
                        "/mnt",
                        IntStream.range(0, 50)
                                .mapToObj(day -> set(24 * day, SetState.COMPLETE))
                                .toList(),
                        null,
                        List.of(),
                        null,
                        Map.of()))
                .toList();

        String page = CataloguePage.of(
                Catalogue.of(places, NOW, Catalogue.USUAL_AGE, Catalogue.USUAL_QUOTA), "test", "../etcd-snapshot.html");

        assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(4_000_000);
        assertThat(page).contains("<a href=\"../etcd-snapshot.html\">All clusters</a>");
    }
}
