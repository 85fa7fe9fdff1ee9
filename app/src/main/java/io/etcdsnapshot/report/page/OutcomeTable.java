package io.etcdsnapshot.report.page;

import io.etcdsnapshot.catalogue.CataloguedCluster;
import io.etcdsnapshot.catalogue.Outcome;
import io.etcdsnapshot.catalogue.PlaceState;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Shows what commands found last: what was verified, copied and rehearsed, when, how long it took, and how it ended. */
final class OutcomeTable {
    private static final int SHOWN = 12;

    private record Row(PlaceState place, Outcome outcome) {}

    private OutcomeTable() {}

    static Html html(CataloguedCluster cluster, Instant now) {
        List<Row> rows = cluster.places().stream()
                .flatMap(place -> place.outcomes().stream().map(outcome -> new Row(place, outcome)))
                .sorted(Comparator.comparing((Row row) -> row.outcome().at()).reversed())
                .toList();
        if (rows.isEmpty()) {
            return Html.of(
                    "<p class=\"quiet\">Nothing is remembered: verify, rehearse, sync and snapshot leave here what"
                            + " they find.</p>\n");
        }
        Html html = Html.of(
                """
                <div class="wide" tabindex="0" role="region" aria-label="What commands found">
                <table class="rows"><caption class="sr">What commands found, newest first</caption><thead><tr>\
                <th scope="col">When</th><th scope="col">Command</th><th scope="col">Outcome</th><th scope="col">Set</th>\
                <th scope="col">Place</th><th scope="col" class="n">Took</th><th scope="col">Detail</th></tr></thead><tbody>
                """);
        rows.subList(0, Math.min(SHOWN, rows.size())).forEach(row -> add(html, row, now));
        html.add("</tbody></table></div>\n");
        return rows.size() <= SHOWN
                ? html
                : html.add(
                        "<p class=\"quiet\">and {} before; all are in <code>report -o json</code></p>\n",
                        rows.size() - SHOWN);
    }

    private static void add(Html html, Row row, Instant now) {
        Outcome outcome = row.outcome();
        html.add(
                "<tr><td>{} ago</td><td>{}</td><td>{}</td><td>{}</td><td class=\"place\">{}</td><td class=\"n\">{}</td>"
                        + "<td class=\"detail\">{}</td></tr>\n",
                Verdict.ago(outcome.at(), now),
                outcome.command(),
                Icons.outcome(outcome.ok(), outcome.ok() ? "passed" : "failed"),
                outcome.id() == null ? "–" : outcome.id(),
                row.place().location(),
                outcome.millis() > 0 ? Words.took(outcome.millis()) : "–",
                outcome.detail());
    }
}
