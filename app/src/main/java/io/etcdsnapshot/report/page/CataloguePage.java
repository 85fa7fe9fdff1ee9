package io.etcdsnapshot.report.page;

import io.etcdsnapshot.catalogue.Catalogue;
import io.etcdsnapshot.catalogue.CataloguedCluster;
import io.etcdsnapshot.catalogue.Day;
import io.etcdsnapshot.catalogue.Days;
import io.etcdsnapshot.catalogue.PlaceState;
import io.etcdsnapshot.catalogue.VersionSpan;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the catalogue as one page that needs nothing beside itself. */
public final class CataloguePage {
    private static final int MOST_WEEKS = 53;
    /** With more cells than these, what many places have of their past is left out. */
    private static final int MOST_CELLS = 6_000;

    private final Catalogue catalogue;
    private final @Nullable String index;
    private final LocalDate today;
    private final int weeks;
    private final PageData data = new PageData();

    private CataloguePage(Catalogue catalogue, @Nullable String index) {
        this.catalogue = catalogue;
        this.index = index;
        this.today = Days.date(catalogue.at());
        int grids = catalogue.clusters().stream()
                .mapToInt(cluster -> cluster.places().size())
                .sum();
        this.weeks = Math.min(MOST_WEEKS, MOST_CELLS / 7 / Math.max(1, grids));
    }

    /**
     * @param tool name and version of the program
     * @param index address of a page with all clusters; null where there is none
     */
    public static String of(Catalogue catalogue, String tool, @Nullable String index) {
        CataloguePage page = new CataloguePage(catalogue, index);
        Html main = page.main();
        return PageShell.around(title(catalogue), main, page.data.json(catalogue), tool);
    }

    private static String title(Catalogue catalogue) {
        return "etcd backups: " + Verdict.of(catalogue).headline();
    }

    private Html main() {
        Verdict verdict = Verdict.of(catalogue);
        Html html = Html.of(
                """
                <header><p class="kicker">etcd backups <span>as of <time datetime="{}">{} UTC</time></span>{}</p>
                <div class="verdict {}">{}<h1>{}</h1></div>
                <p class="stale" id="stale" hidden></p>
                """,
                catalogue.at(),
                Words.time(catalogue.at()),
                index == null ? new Html() : Html.of("<span><a href=\"{}\">All clusters</a></span>", index),
                verdict.health(),
                Icons.of(verdict.health()),
                verdict.headline());
        html.add("<ul class=\"lead\">");
        verdict.sentences().forEach(sentence -> html.add("<li>{}</li>", sentence));
        html.add("</ul></header>\n<main id=\"main\">\n");
        if (catalogue.clusters().size() > 1) {
            html.add(new FleetTable(catalogue).html());
        }
        for (int i = 0; i < catalogue.clusters().size(); i++) {
            html.add(cluster(catalogue.clusters().get(i), "c" + i));
        }
        return html.add("</main>\n");
    }

    private Html cluster(CataloguedCluster cluster, String id) {
        boolean named = catalogue.clusters().size() > 1 || !cluster.name().equals(CataloguedCluster.UNKNOWN);
        Html html = Html.of(
                "<section class=\"cluster\" aria-labelledby=\"{}\"><h2 id=\"{}\">{}</h2>\n",
                id,
                id,
                named ? cluster.name() : "Backups");
        if (catalogue.clusters().size() > 1) {
            html.add(
                    "<p class=\"sub\">{} {}.</p>\n",
                    Icons.chip(cluster.health()),
                    Verdict.of(cluster, catalogue).headline());
        }
        html.add("<h3>Places</h3>\n").add(new PlaceCards(catalogue.at()).html(cluster.places()));
        html.add("<h3>Calendar</h3>\n").add(calendars(cluster, id));
        html.add("<h3>Growth</h3>\n").add(new GrowthSection(catalogue.quotaBytes(), data).html(cluster, id));
        html.add(KindTable.html(cluster.kinds()));
        html.add("<h3>Checks</h3>\n").add(OutcomeTable.html(cluster, catalogue.at()));
        html.add(versions(cluster.versions()));
        html.add("<h3 class=\"screen\">Sets</h3>\n").add(SetTable.html(cluster, catalogue.at()));
        return html.add("</section>\n");
    }

    private Html calendars(CataloguedCluster cluster, String id) {
        List<Days> places = cluster.places().stream().map(Days::new).toList();
        LocalDate first = places.stream()
                .map(days -> days.first(today))
                .min(Comparator.naturalOrder())
                .orElse(today);
        CalendarTable table = CalendarTable.since(first, today, weeks);
        Html html = Html.of("<div class=\"calendars\">\n");
        for (int i = 0; i < places.size(); i++) {
            PlaceState place = cluster.places().get(i);
            if (!place.sets().isEmpty() || !place.outcomes().isEmpty()) {
                String grid = "%s-%d".formatted(id, i);
                List<Day> shown = new ArrayList<>();
                html.add(table.html(grid, place, places.get(i), shown));
                data.calendar(grid, place, shown);
            }
        }
        return html.add("</div>\n")
                .add(CalendarTable.legend())
                .add(
                        "<div class=\"day\" id=\"{}-day\" role=\"status\"><p class=\"quiet\">Choose a day for its sets.</p></div>\n",
                        id);
    }

    private static Html versions(List<VersionSpan> versions) {
        if (versions.isEmpty()) {
            return new Html();
        }
        Html html = Html.of(
                """
                <h3>Versions</h3>
                <table class="rows narrow"><caption class="sr">Versions, newest first</caption><thead><tr>\
                <th scope="col">Version</th><th scope="col">Since</th><th scope="col" class="n">Sets</th></tr></thead><tbody>
                """);
        for (int i = versions.size() - 1; i >= 0; i--) {
            VersionSpan span = versions.get(i);
            html.add(
                    "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"n\">{}</td></tr>\n",
                    span.words(),
                    Words.date(Days.date(span.since())),
                    span.sets());
        }
        return html.add("</tbody></table>\n");
    }
}
