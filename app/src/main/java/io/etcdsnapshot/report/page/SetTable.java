package io.etcdsnapshot.report.page;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.catalogue.CataloguedCluster;
import io.etcdsnapshot.catalogue.PlaceState;
import io.etcdsnapshot.console.Formats;
import io.etcdsnapshot.report.SetDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Shows the newest sets of a cluster: where each is, in what state, and why it is kept. */
final class SetTable {
    private static final int SHOWN = 30;

    private record Copy(PlaceState place, BackupSet set) {}

    private SetTable() {}

    static Html html(CataloguedCluster cluster, Instant now) {
        Map<BackupSetId, List<Copy>> sets = new TreeMap<>(Comparator.reverseOrder());
        for (PlaceState place : cluster.places()) {
            place.sets().forEach(set -> sets.computeIfAbsent(set.id(), id -> new ArrayList<>())
                    .add(new Copy(place, set)));
        }
        if (sets.isEmpty()) {
            return Html.of("<p class=\"quiet\">There is no set.</p>\n");
        }
        Html html = Html.of(
                """
                <details class="screen"><summary>{}</summary>
                <div class="wide" tabindex="0" role="region" aria-label="Newest sets">
                <table class="rows"><caption class="sr">Newest sets</caption><thead><tr><th scope="col">Set</th>\
                <th scope="col">Taken</th><th scope="col" class="n">Size</th><th scope="col" class="n">Revision</th>\
                <th scope="col" class="n">Keys</th><th scope="col">Version</th><th scope="col" class="n">Places</th>\
                <th scope="col">State</th><th scope="col">Kept for</th></tr></thead><tbody>
                """,
                sets.size() <= SHOWN
                        ? Words.count(sets.size(), "set")
                        : "The newest %d of %s".formatted(SHOWN, Words.count(sets.size(), "set")));
        sets.values().stream()
                .limit(SHOWN)
                .forEach(copies -> add(html, copies, cluster.places().size(), now));
        return html.add("</tbody></table></div></details>\n");
    }

    private static void add(Html html, List<Copy> copies, int places, Instant now) {
        SetDocument set = SetDocument.of(copies.get(0).set());
        html.add(
                "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>"
                        + "<td class=\"n\">{}</td><td>{}</td><td class=\"n\">{} of {}</td><td>{}</td><td>{}</td></tr>\n",
                set.label(),
                set.takenAt() == null ? "unknown" : Verdict.ago(set.takenAt(), now) + " ago",
                Formats.bytes(set.sizeBytes()),
                set.snapshot() == null ? "–" : Formats.count(set.snapshot().revision()),
                set.snapshot() == null ? "–" : Formats.count(set.snapshot().totalKeys()),
                set.clusterVersion() == null ? "–" : set.clusterVersion(),
                copies.size(),
                places,
                copies.stream()
                        .map(copy -> SetWords.state(copy.set()))
                        .distinct()
                        .collect(Collectors.joining("; ")),
                reasons(copies));
    }

    private static String reasons(List<Copy> copies) {
        Set<String> reasons = new LinkedHashSet<>();
        copies.forEach(copy -> reasons.addAll(copy.place().reasons().getOrDefault(copy.set(), List.of())));
        return reasons.isEmpty() ? "–" : String.join(", ", reasons);
    }
}
