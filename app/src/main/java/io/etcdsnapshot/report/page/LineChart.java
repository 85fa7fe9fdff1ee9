package io.etcdsnapshot.report.page;

import io.etcdsnapshot.catalogue.Days;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;

/**
 * Draws a line over time. Positions are parts of a hundred, so that it fits any width while texts keep their size.
 */
final class LineChart {
    /** In parts of a hundred of the width. */
    private static final double ROOM_OF_A_MONTH = 13;

    private static final long[] STEPS = {1, 2, 4, 5, 10};

    /** A moment, and the height of the line there. */
    record Point(Instant at, long value) {}

    /** A vertical line with words. */
    record Mark(Instant at, String words) {}

    private final List<Point> points;
    private final LongFunction<String> unit;
    private final long base;
    private final List<Mark> marks = new ArrayList<>();
    private final List<Point> dashed = new ArrayList<>();
    private final Instant from;
    private Instant to;
    private long top;
    private long limit;
    private String limitWords = "";

    /**
     * @param points oldest first, at least two
     * @param unit words for a value
     * @param base of the unit: 1000, or 1024 for bytes
     */
    LineChart(List<Point> points, LongFunction<String> unit, long base) {
        this.points = points;
        this.unit = unit;
        this.base = base;
        this.from = points.get(0).at();
        this.to = points.get(points.size() - 1).at();
        this.top = points.stream().mapToLong(Point::value).max().orElse(1);
    }

    LineChart mark(Instant at, String words) {
        marks.add(new Mark(at, words));
        return this;
    }

    /** Continues the line, dashed, up to a moment. */
    LineChart continued(Instant end, long value) {
        dashed.add(points.get(points.size() - 1));
        dashed.add(new Point(end, value));
        to = end;
        top = Math.max(top, value);
        return this;
    }

    /** Adds a horizontal line; the chart grows to show it unless all else would become flat. */
    LineChart limit(long value, String words) {
        limit = value;
        limitWords = words;
        if (value <= 3 * top) {
            top = Math.max(top, value);
        }
        return this;
    }

    Html svg() {
        long step = step();
        long height = Math.max(step, (top + step / 8) / step * step + (top % step == 0 ? step / 4 : step));
        Html html = Html.of("<svg class=\"chart\" aria-hidden=\"true\" focusable=\"false\">");
        for (long value = 0; value <= height; value += step) {
            html.add(
                    "<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"{}%\" y2=\"{}%\"/>",
                    y(value, height), y(value, height));
        }
        html.add(plot(height));
        if (limit > 0 && limit <= height) {
            html.add(
                    "<line class=\"limit\" x1=\"0\" x2=\"100%\" y1=\"{}%\" y2=\"{}%\"/>"
                            + "<text class=\"limit\" x=\"100%\" y=\"{}%\" dy=\"15\" text-anchor=\"end\">{}</text>",
                    y(limit, height), y(limit, height), y(limit, height), limitWords);
        }
        for (long value = step; value <= height; value += step) {
            html.add(
                    "<text x=\"-8\" y=\"{}%\" dy=\"4\" text-anchor=\"end\">{}</text>",
                    y(value, height), unit.apply(value));
        }
        marks(html);
        months(html);
        return html.add("</svg>");
    }

    private Html plot(long height) {
        Html html =
                Html.of("<svg viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\" width=\"100%\" height=\"100%\">");
        StringBuilder line = new StringBuilder();
        for (Point point : points) {
            line.append(line.isEmpty() ? "M" : "L")
                    .append(x(point.at()))
                    .append(' ')
                    .append(y(point.value(), height));
        }
        String bottom = y(0, height);
        html.add(
                "<path class=\"area\" d=\"{}L{} {}L0 {}Z\"/><path class=\"line\" d=\"{}\"/>",
                line,
                x(points.get(points.size() - 1).at()),
                bottom,
                bottom,
                line);
        if (!dashed.isEmpty()) {
            html.add(
                    "<path class=\"ahead\" d=\"M{} {}L{} {}\"/>",
                    x(dashed.get(0).at()),
                    y(dashed.get(0).value(), height),
                    x(dashed.get(1).at()),
                    y(dashed.get(1).value(), height));
        }
        return html.add("</svg>");
    }

    private void marks(Html html) {
        double room = -100;
        for (Mark mark : marks) {
            double at = part(mark.at());
            html.add("<line class=\"mark\" x1=\"{}%\" x2=\"{}%\" y1=\"6%\" y2=\"90%\"/>", x(mark.at()), x(mark.at()));
            if (at - room > 14 && at < 96) {
                html.add(
                        "<text class=\"mark\" x=\"{}%\" y=\"6%\" dx=\"4\" dy=\"4\">{}</text>",
                        x(mark.at()), mark.words());
                room = at;
            }
        }
    }

    /** Names months along the bottom, as many as there is room for; every other gives way on a narrow screen. */
    private void months(Html html) {
        long days = Math.max(1, Duration.between(from, to).toDays());
        if (days < 45) {
            label(html, from, Words.date(Days.date(from)), false);
            label(html, to, Words.date(Days.date(to)), false);
            return;
        }
        int every = (int) Math.ceil(days * ROOM_OF_A_MONTH / 100 / 30);
        LocalDate month = Days.date(from).withDayOfMonth(1).plusMonths(1);
        for (int i = 0; part(start(month)) < 100; i++) {
            boolean namesYear = i == 0 || month.getMonthValue() <= every;
            label(
                    html,
                    start(month),
                    namesYear ? "%s %d".formatted(Words.month(month), month.getYear()) : Words.month(month),
                    i % 2 == 1);
            month = month.plusMonths(every);
        }
    }

    private static Instant start(LocalDate day) {
        return Instant.ofEpochSecond(day.toEpochDay() * 86_400L);
    }

    private void label(Html html, Instant at, String words, boolean second) {
        double part = part(at);
        html.add(
                "<text class=\"t{}\" x=\"{}%\" y=\"100%\" dy=\"-2\" text-anchor=\"{}\">{}</text>",
                Html.of(second ? " two" : ""), x(at), part < 4 ? "start" : part > 94 ? "end" : "middle", words);
    }

    /** Returns a round distance between horizontal lines, of which three or four fit. */
    private long step() {
        long power = 1;
        while (power * base <= Math.max(1, top / 2)) {
            power *= base;
        }
        long best = power;
        for (long scale = power; scale <= top; scale *= 10) {
            for (long step : STEPS) {
                if (scale * step * 4 >= top) {
                    return scale * step;
                }
            }
            best = scale * 10;
        }
        return best;
    }

    /** Returns where a moment lies, in parts of a hundred of the width. */
    double part(Instant at) {
        double whole = Math.max(1, Duration.between(from, to).toSeconds());
        return 100 * Duration.between(from, at).toSeconds() / whole;
    }

    private Html x(Instant at) {
        return number(part(at));
    }

    /** The words below take a tenth of the height, and so does what is above the highest line. */
    private static String y(long value, long height) {
        return number(90 - 84.0 * value / height).toString();
    }

    static Html number(double value) {
        return Html.of(String.format(Locale.US, "%.2f", value));
    }
}
