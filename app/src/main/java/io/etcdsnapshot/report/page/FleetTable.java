package io.etcdsnapshot.report.page;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.catalogue.Catalogue;
import io.etcdsnapshot.catalogue.CataloguedCluster;
import io.etcdsnapshot.catalogue.Outcome;
import io.etcdsnapshot.console.Formats;
import java.time.Instant;
import java.util.Optional;

/** Shows one row for each cluster, the worst first. */
final class FleetTable {
    private final Catalogue catalogue;

    FleetTable(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    Html html() {
        Html html = Html.of(
                """
                <section aria-labelledby="fleet"><h2 id="fleet">Clusters</h2>
                <div class="wide" tabindex="0" role="region" aria-labelledby="fleet"><table class="rows">
                <caption class="sr">All clusters, the worst first</caption>
                <thead><tr><th scope="col">Cluster</th><th scope="col">State</th><th scope="col">Newest good set</th>\
                <th scope="col" class="n">Places</th><th scope="col" class="n">Sets</th><th scope="col" class="n">Database</th>\
                <th scope="col">Verified</th><th scope="col">Rehearsed</th></tr></thead><tbody>
                """);
        for (int i = 0; i < catalogue.clusters().size(); i++) {
            row(html, catalogue.clusters().get(i), i);
        }
        return html.add("</tbody></table></div></section>\n");
    }

    private void row(Html html, CataloguedCluster cluster, int index) {
        Optional<BackupSet> newest = cluster.newestGood();
        int sets =
                cluster.places().stream().mapToInt(place -> place.sets().size()).sum();
        int points = cluster.growth().points().size();
        html.add(
                "<tr><th scope=\"row\"><a href=\"#c{}\">{}</a></th><td>{}</td><td>{}</td><td class=\"n\">{} of {}</td>"
                        + "<td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td><td>{}</td></tr>\n",
                index,
                cluster.name(),
                Icons.chip(cluster.health()),
                newest.map(set -> "%s ago".formatted(Verdict.ago(set.takenAt(), catalogue.at())))
                        .orElse("none"),
                cluster.goodPlaces(),
                cluster.places().size(),
                Formats.count(sets),
                points == 0
                        ? "–"
                        : Formats.bytes(
                                cluster.growth().points().get(points - 1).bytes()),
                last(cluster.lastVerified(), catalogue.at()),
                last(cluster.lastRehearsed(), catalogue.at()));
    }

    private static Html last(Optional<Outcome> outcome, Instant now) {
        return outcome.map(known -> known.ok()
                        ? Html.of("{} ago", Verdict.ago(known.at(), now))
                        : Icons.outcome(false, "failed " + Verdict.ago(known.at(), now) + " ago"))
                .orElse(Html.of("never"));
    }
}
