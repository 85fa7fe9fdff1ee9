package io.etcdsnapshot.report.page;

import io.etcdsnapshot.catalogue.CataloguedCluster;
import io.etcdsnapshot.catalogue.Days;
import io.etcdsnapshot.catalogue.Growth;
import io.etcdsnapshot.catalogue.VersionSpan;
import io.etcdsnapshot.console.Formats;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/** Shows how the database of a cluster grows, and when that would reach the quota. */
final class GrowthSection {
    /** A line needs no more points than there are pixels. */
    private static final int MOST_POINTS = 240;

    private final long quota;
    private final PageData data;

    GrowthSection(long quota, PageData data) {
        this.quota = quota;
        this.data = data;
    }

    Html html(CataloguedCluster cluster, String id) {
        Growth growth = cluster.growth();
        if (growth.points().size() < 2) {
            return Html.of("<p class=\"quiet\">Not enough snapshots for a trend.</p>\n");
        }
        List<Growth.Point> points = thinned(growth.points());
        Html html = new Html().add(gauge(growth)).add("<div class=\"figures\">\n");
        html.add(size(cluster, points, id + "s"));
        List<Growth.Point> counted =
                points.stream().filter(point -> point.keys() != null).toList();
        if (counted.size() > 1) {
            html.add(keys(counted, id + "k"));
        }
        return html.add("</div>\n").add(table(points));
    }

    private static List<Growth.Point> thinned(List<Growth.Point> points) {
        int stride = Math.max(1, (points.size() + MOST_POINTS - 1) / MOST_POINTS);
        int last = points.size() - 1;
        return IntStream.rangeClosed(0, last)
                .filter(i -> (last - i) % stride == 0)
                .mapToObj(points::get)
                .toList();
    }

    private Html gauge(Growth growth) {
        long bytes = growth.points().get(growth.points().size() - 1).bytes();
        return Html.of(
                """
                <div class="gauge"><p><strong>{}</strong> of the quota of {}, {}. {}</p>\
                <svg aria-hidden="true" focusable="false"><rect class="all" width="100%" height="100%" rx="4"/>\
                <rect class="used" width="{}%" height="100%" rx="4"/></svg></div>
                """,
                Formats.bytes(bytes),
                Formats.bytes(quota),
                Formats.share(bytes, quota),
                forecast(growth),
                LineChart.number(Math.min(100, Math.max(0.4, 100.0 * bytes / quota))));
    }

    /** Says when the quota would be reached, and how that was reckoned. */
    static String forecast(Growth growth) {
        Growth.Fit fit = growth.fit();
        if (fit == null) {
            return "Too few snapshots, or too close together, to say when that would be reached.";
        }
        String line = "A straight line through the %s since %s"
                .formatted(Words.count(fit.points(), "snapshot"), Words.date(Days.date(fit.since())));
        Instant reached = fit.quotaReached();
        if (fit.bytesPerDay() <= 0) {
            return line + " does not rise.";
        } else if (reached == null) {
            return "%s rises by %s a day and does not reach it within ten years."
                    .formatted(line, Formats.bytes(fit.bytesPerDay()));
        }
        return "%s rises by %s a day and reaches it around %s."
                .formatted(line, Formats.bytes(fit.bytesPerDay()), Words.date(Days.date(reached)));
    }

    private Html size(CataloguedCluster cluster, List<Growth.Point> points, String id) {
        LineChart chart = new LineChart(
                points.stream()
                        .map(point -> new LineChart.Point(point.at(), point.bytes()))
                        .toList(),
                bytes -> Formats.bytes(bytes).replace(".0 ", " "),
                1024);
        Growth.Fit fit = cluster.growth().fit();
        if (fit != null && fit.bytesPerDay() > 0) {
            Growth.Point last = points.get(points.size() - 1);
            long days =
                    Math.max(1, Duration.between(points.get(0).at(), last.at()).toDays() / 5);
            chart.continued(last.at().plus(Duration.ofDays(days)), last.bytes() + days * fit.bytesPerDay());
        }
        chart.limit(quota, "quota " + Formats.bytes(quota).replace(".0 ", " "));
        List<VersionSpan> versions = cluster.versions();
        versions.stream()
                .skip(1)
                .filter(span -> span.since().isAfter(points.get(0).at()))
                .forEach(span -> chart.mark(span.since(), span.cluster() == null ? span.words() : span.cluster()));
        return figure("Size of the snapshot", id, chart, points, point -> Formats.bytes(point.bytes()));
    }

    private Html keys(List<Growth.Point> points, String id) {
        LongFunction<String> unit = value -> value >= 1_000_000 && value % 100_000 == 0
                ? "%s million".formatted(Formats.count(value / 1_000_000) + fraction(value))
                : Formats.count(value);
        LineChart chart = new LineChart(
                points.stream()
                        .map(point -> new LineChart.Point(point.at(), keys(point)))
                        .toList(),
                unit,
                1000);
        return figure("Keys", id, chart, points, point -> Formats.count(keys(point)));
    }

    private static String fraction(long value) {
        long tenth = value / 100_000 % 10;
        return tenth == 0 ? "" : "." + tenth;
    }

    private static long keys(Growth.Point point) {
        Long keys = point.keys();
        return keys == null ? 0 : keys;
    }

    private interface Value {
        String of(Growth.Point point);
    }

    /** A slider reads the points out: with the arrow keys, or under the pointer. */
    private Html figure(String title, String id, LineChart chart, List<Growth.Point> points, Value value) {
        List<Double> positions = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (Growth.Point point : points) {
            positions.add(Math.round(100 * chart.part(point.at())) / 100.0);
            texts.add("%s: %s".formatted(Words.date(Days.date(point.at())), value.of(point)));
        }
        data.chart(id, positions, texts);
        String last = texts.get(texts.size() - 1);
        return Html.of(
                """
                <figure><figcaption><span>{}</span> <span class="read" id="{}-read">{}</span></figcaption>
                <div class="plot" id="{}" role="slider" tabindex="0" aria-label="{} over time" aria-valuemin="0" \
                aria-valuemax="{}" aria-valuenow="{}" aria-valuetext="{}">{}</div></figure>
                """,
                title,
                id,
                last,
                id,
                title,
                points.size() - 1,
                points.size() - 1,
                last,
                chart.svg());
    }

    private static Html table(List<Growth.Point> points) {
        Html html = Html.of(
                """
                <details class="screen"><summary>Size and keys as a table</summary><div class="tall" tabindex="0" role="region" \
                aria-label="Size and keys">
                <table class="rows"><caption class="sr">Size and keys of snapshots</caption><thead><tr>\
                <th scope="col">Set</th><th scope="col" class="n">Size</th><th scope="col" class="n">Keys</th></tr>\
                </thead><tbody>
                """);
        for (int i = points.size() - 1; i >= 0; i--) {
            Growth.Point point = points.get(i);
            html.add(
                    "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
                    point.id(),
                    Formats.bytes(point.bytes()),
                    point.keys() == null ? "–" : Formats.count(keys(point)));
        }
        return html.add("</tbody></table></div></details>\n");
    }
}
