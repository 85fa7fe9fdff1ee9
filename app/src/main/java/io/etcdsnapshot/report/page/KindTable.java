package io.etcdsnapshot.report.page;

import io.etcdsnapshot.catalogue.Days;
import io.etcdsnapshot.catalogue.KindSample;
import io.etcdsnapshot.console.Formats;
import java.util.List;

/** Shows which kinds fill the database, and how each of them grew: a small line for each, on one scale of time. */
final class KindTable {
    private static final int SHOWN = 10;
    private static final int MOST_POINTS = 120;

    private KindTable() {}

    /** @param samples oldest first */
    static Html html(List<KindSample> samples) {
        if (samples.isEmpty()) {
            return Html.of("<p class=\"quiet\">Bytes by kind are not known: no command counted them yet.</p>\n");
        }
        KindSample first = samples.get(0);
        KindSample last = samples.get(samples.size() - 1);
        List<KindSample> drawn = samples.subList(Math.max(0, samples.size() - MOST_POINTS), samples.size());
        Html html = Html.of(
                """
                <div class="wide" tabindex="0" role="region" aria-label="Bytes by kind">
                <table class="rows kinds"><caption>Bytes by kind, in {}</caption><thead><tr>\
                <th scope="col">Kind</th><th scope="col" class="n">Bytes</th><th scope="col" class="n">Share</th>\
                <th scope="col" class="n">Since {}</th><th scope="col">Over time</th></tr></thead><tbody>
                """,
                last.id(),
                Words.date(Days.date(first.at())));
        List<String> kinds = last.kinds();
        for (String kind : kinds.subList(0, Math.min(SHOWN, kinds.size()))) {
            long now = bytes(last, kind);
            html.add(
                    "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td><td class=\"n\">{}</td>"
                            + "<td class=\"n\">{}</td><td>{}</td></tr>\n",
                    kind,
                    Formats.bytes(now),
                    Formats.share(now, last.total()),
                    change(now - bytes(first, kind)),
                    sparkline(drawn, kind));
        }
        if (kinds.size() > SHOWN) {
            long rest = kinds.stream()
                    .skip(SHOWN)
                    .mapToLong(kind -> bytes(last, kind))
                    .sum();
            html.add(
                    "<tr><th scope=\"row\">{} more</th><td class=\"n\">{}</td><td class=\"n\">{}</td><td></td><td></td></tr>\n",
                    kinds.size() - SHOWN,
                    Formats.bytes(rest),
                    Formats.share(rest, last.total()));
        }
        return html.add("</tbody></table></div>\n");
    }

    private static long bytes(KindSample sample, String kind) {
        return sample.bytesByKind().getOrDefault(kind, 0L);
    }

    private static String change(long bytes) {
        return bytes == 0 ? "±0" : (bytes < 0 ? "−" : "+") + Formats.bytes(Math.abs(bytes));
    }

    private static Html sparkline(List<KindSample> samples, String kind) {
        if (samples.size() < 2) {
            return Html.of("–");
        }
        long most = Math.max(
                1,
                samples.stream().mapToLong(sample -> bytes(sample, kind)).max().orElse(1));
        Html line = new Html();
        for (int i = 0; i < samples.size(); i++) {
            line.add(
                    "{}{} {}",
                    i == 0 ? "M" : "L",
                    LineChart.number(100.0 * i / (samples.size() - 1)),
                    LineChart.number(22 - 20.0 * bytes(samples.get(i), kind) / most));
        }
        return Html.of(
                "<svg class=\"spark\" viewBox=\"0 0 100 24\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">"
                        + "<path d=\"{}\"/></svg>",
                line);
    }
}
