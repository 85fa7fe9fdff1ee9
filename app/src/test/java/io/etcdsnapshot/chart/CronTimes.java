package io.etcdsnapshot.chart;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** When a schedule of Kubernetes runs: its cron, found by trying every minute. */
final class CronTimes {
    private static final Map<String, String> MACROS = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");
    private static final List<String> NAMES = List.of("jan feb mar apr may jun jul aug sep oct nov dec".split(" "));
    private static final List<String> DAYS = List.of("sun mon tue wed thu fri sat".split(" "));

    private CronTimes() {}

    static Stream<Instant> after(Instant start, String schedule, ZoneId zone) {
        String[] fields =
                MACROS.getOrDefault(schedule, schedule).toLowerCase(Locale.ROOT).split(" +");
        LocalDateTime local = LocalDateTime.ofInstant(start, zone);
        return Stream.iterate(local.toLocalDate(), day -> day.plusDays(1))
                .limit(366L * 60)
                .filter(day -> isDay(day, fields))
                .flatMap(day -> minutes(day, fields))
                .filter(time -> time.isAfter(local))
                .map(time -> time.atZone(zone).toInstant());
    }

    private static boolean isDay(LocalDate day, String[] fields) {
        boolean ofMonth = matches(fields[2], day.getDayOfMonth(), 1, List.of());
        boolean ofWeek = matches(fields[4], day.getDayOfWeek().getValue() % 7, 0, DAYS);
        boolean either = !isStar(fields[2]) && !isStar(fields[4]);
        return matches(fields[3], day.getMonthValue(), 1, NAMES) && (either ? ofMonth || ofWeek : ofMonth && ofWeek);
    }

    private static boolean isStar(String field) {
        return Stream.of(field.split(",")).anyMatch(part -> part.matches("[*?](/1)?"));
    }

    private static Stream<LocalDateTime> minutes(LocalDate day, String[] fields) {
        return IntStream.range(0, 24 * 60)
                .filter(minute -> matches(fields[1], minute / 60, 0, List.of()))
                .filter(minute -> matches(fields[0], minute % 60, 0, List.of()))
                .mapToObj(minute -> day.atStartOfDay().plusMinutes(minute));
    }

    private static boolean matches(String field, int value, int min, List<String> names) {
        return Stream.of(field.split(",")).anyMatch(part -> {
            String[] stepped = part.split("/");
            String[] ends = stepped[0].split("-");
            boolean all = ends[0].matches("[*?]");
            int from = all ? min : number(ends[0], min, names);
            boolean open = all || (ends.length == 1 && stepped.length == 2);
            int to = open ? Integer.MAX_VALUE : ends.length == 2 ? number(ends[1], min, names) : from;
            int step = stepped.length == 2 ? Integer.parseInt(stepped[1]) : 1;
            return value >= from && value <= to && (value - from) % step == 0;
        });
    }

    private static int number(String text, int min, List<String> names) {
        return names.contains(text) ? names.indexOf(text) + min : Integer.parseInt(text);
    }
}
