package io.etcdsnapshot.report.page;

import io.etcdsnapshot.catalogue.Day;
import io.etcdsnapshot.catalogue.Days;
import io.etcdsnapshot.catalogue.PlaceState;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws one place's days, a column for each week, as a grid in which the arrow keys move. Days before the first set are
 * left empty.
 */
final class CalendarTable {
    private static final int FEWEST_WEEKS = 9;
    private static final String[] WEEKDAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

    private final LocalDate today;
    private final LocalDate firstMonday;
    private final int weeks;

    /** Makes one that reaches back to a day, but over no more than so many weeks. */
    static CalendarTable since(LocalDate first, LocalDate today, int most) {
        long needed = ChronoUnit.WEEKS.between(first, today) + 2;
        return new CalendarTable(today, (int) Math.max(FEWEST_WEEKS, Math.min(most, needed)));
    }

    /** @param weeks how many are shown, that of today included */
    private CalendarTable(LocalDate today, int weeks) {
        this.today = today;
        this.weeks = weeks;
        this.firstMonday =
                today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).minusWeeks(weeks - 1L);
    }

    /**
     * @param id of the element, to which a script adds what it knows of the days
     * @param shown gets the days with something to tell
     */
    Html html(String id, PlaceState place, Days days, List<Day> shown) {
        Html html = Html.of(
                """
                <div class="calendar"><p class="where" id="{}-name">{}</p>
                <div class="cal"><table class="grid" role="grid" id="{}" aria-labelledby="{}-name">
                <thead><tr><td></td>{}</tr></thead><tbody>
                """,
                id,
                place.location(),
                id,
                id,
                months());
        LocalDate first = days.first(today);
        for (int weekday = 0; weekday < 7; weekday++) {
            html.add(
                    "<tr><th scope=\"row\"><span{}>{}</span></th>",
                    Html.of(weekday % 2 == 0 ? "" : " class=\"sr\""),
                    WEEKDAYS[weekday]);
            for (int week = 0; week < weeks; week++) {
                LocalDate date = firstMonday.plusDays(7L * week + weekday);
                if (date.isBefore(first) || date.isAfter(today)) {
                    html.add("<td></td>");
                } else {
                    cell(html, days.of(date), date.equals(today), shown);
                }
            }
            html.add("</tr>\n");
        }
        return html.add("</tbody></table></div></div>\n");
    }

    private static void cell(Html html, Day day, boolean isToday, List<Day> shown) {
        if (!day.sets().isEmpty() || !day.failures().isEmpty()) {
            shown.add(day);
        }
        html.add(
                "<td class=\"{}{}{}\" tabindex=\"{}\" data-d=\"{}\" aria-label=\"{}\"></td>",
                code(day.kind()),
                Html.of(day.leaves() ? " l" : ""),
                Html.of(!day.failures().isEmpty() && day.kind() != Day.Kind.FAILED ? " x" : ""),
                isToday ? 0 : -1,
                day.date(),
                label(day));
    }

    private static Html code(Day.Kind kind) {
        return switch (kind) {
            case GOOD -> Html.of("g");
            case CAUTION -> Html.of("c");
            case BAD -> Html.of("b");
            case GAP -> Html.of("m");
            case FAILED -> Html.of("f");
            case NONE -> Html.of("n");
        };
    }

    static String label(Day day) {
        StringBuilder label = new StringBuilder(Words.date(day.date())).append(": ");
        switch (day.kind()) {
            case GOOD -> label.append(Words.count(day.sets().size(), "set"));
            case CAUTION -> label.append(Words.count(day.sets().size(), "set")).append(", look twice");
            case BAD -> label.append("no usable set");
            case GAP -> label.append("set missing");
            case FAILED -> label.append("run failed");
            case NONE -> label.append("none");
        }
        if (day.leaves()) {
            label.append(", goes next");
        }
        if (!day.failures().isEmpty() && day.kind() != Day.Kind.FAILED) {
            label.append(", ").append(Words.count(day.failures().size(), "failure"));
        }
        return label.toString();
    }

    /** Names each month above its first week; one that has less than three weeks has no room for its name. */
    private Html months() {
        Html html = new Html();
        List<Integer> spans = new ArrayList<>();
        List<LocalDate> names = new ArrayList<>();
        for (int week = 0; week < weeks; week++) {
            LocalDate monday = firstMonday.plusWeeks(week);
            int last = names.size() - 1;
            if (last >= 0 && names.get(last).getMonth() == monday.getMonth()) {
                spans.set(last, spans.get(last) + 1);
            } else {
                names.add(monday);
                spans.add(1);
            }
        }
        for (int i = 0; i < names.size(); i++) {
            if (spans.get(i) < 3) {
                html.add("<td colspan=\"{}\"></td>", spans.get(i));
            } else {
                html.add("<th scope=\"colgroup\" colspan=\"{}\">{}</th>", spans.get(i), Words.month(names.get(i)));
            }
        }
        return html;
    }

    /** Returns what the cells mean. */
    static Html legend() {
        return Html.of(
                """
                <ul class="legend"><li><i class="g"></i>good set</li><li><i class="c"></i>look twice</li>\
                <li><i class="b"></i>no usable set</li><li><i class="m"></i>set missing</li>\
                <li><i class="f"></i>run failed</li><li><i class="n"></i>none</li>\
                <li><i class="g l"></i>removed next</li><li><i class="g x"></i>something failed that day</li></ul>
                """);
    }
}
