package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schedules of cron as calendar events of systemd: written as expected, and the same times by both. */
class CalendarIT {
    private static final int TIMES = 12;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @BeforeAll
    static void require() {
        RealThings.require("systemd-analyze");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            30 1 * * *            | *-*-* 01:30:00
            * * * * *             | *-*-* *:*:00
            0 * * * *             | *-*-* *:00:00
            */15 * * * *          | *-*-* *:00..59/15:00
            */7 * * * *           | *-*-* *:00..59/7:00
            5/20 * * * *          | *-*-* *:05..59/20:00
            40/30 * * * *         | *-*-* *:40:00
            0-30/10 * * * *       | *-*-* *:00..30/10:00
            0,30 */6 * * *        | *-*-* 00..23/6:00,30:00
            10-12,50 8-18 * * *   | *-*-* 08..18:10..12,50:00
            0-59 0-23 1-31 1-12 * | *-*-* *:*:00
            ? ? ? ? ?             | *-*-* *:*:00
            0 0 */1 * 0           | Sun *-*-* 00:00:00
            7,* 3 * * *           | *-*-* 03:*:00
            0 2 1 * *             | *-*-01 02:00:00
            0 2 1,15 * *          | *-*-01,15 02:00:00
            0 2 */10 * *          | *-*-01..31/10 02:00:00
            0 2 31 * *            | *-*-31 02:00:00
            0 2 29 2 *            | *-02-29 02:00:00
            0 2 1 jan *           | *-01-01 02:00:00
            0 2 1 JAN,Jul-sep *   | *-01,07..09-01 02:00:00
            0 2 * */3 *           | *-01..12/3-* 02:00:00
            0 2 * 2-12/5 *        | *-02..12/5-* 02:00:00
            0 2 * * 0             | Sun *-*-* 02:00:00
            0 2 * * 1-5           | Mon,Tue,Wed,Thu,Fri *-*-* 02:00:00
            0 2 * * MON-fri       | Mon,Tue,Wed,Thu,Fri *-*-* 02:00:00
            0 2 * * sat,sun       | Sat,Sun *-*-* 02:00:00
            0 2 * * */2           | Sun,Tue,Thu,Sat *-*-* 02:00:00
            0 2 * * 3/2           | Wed,Fri *-*-* 02:00:00
            0 2 * * 0-6           | *-*-* 02:00:00
            0 2 * 6 mon           | Mon *-06-* 02:00:00
            @hourly               | *-*-* *:00:00
            @daily                | *-*-* 00:00:00
            @midnight             | *-*-* 00:00:00
            @weekly               | Sun *-*-* 00:00:00
            @monthly              | *-*-01 00:00:00
            @yearly               | *-01-01 00:00:00
            @annually             | *-01-01 00:00:00
            """)
    void theSameTimesByCronAndBySystemd(String schedule, String event) throws Exception {
        assertThat(translated(schedule, "")).isEqualTo(event);

        assertThat(timesBySystemd(event)).isEqualTo(timesByCron(schedule, "UTC"));
    }

    @ParameterizedTest
    @CsvSource({"30 1 * * *, Europe/Berlin", "0 */5 * * 1, America/New_York", "15 23 1 * *, Asia/Kolkata"})
    void theTimeZoneComesLast(String schedule, String zone) throws Exception {
        String event = translated(schedule, zone);

        assertThat(event).endsWith(":00 " + zone);
        assertThat(timesBySystemd(event)).isEqualTo(timesByCron(schedule, zone));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            0 0 13 * 5      | '0 0 13 * 5' restricts the day of month and the day of week: cron runs on days that match either
            0 0 */2 * 1     | restricts the day of month and the day of week
            0 0 1-31 * 1    | restricts the day of month and the day of week
            0 0 1 * 0-6     | restricts the day of month and the day of week
            60 * * * *      | '60' is not a valid minute
            0 24 * * *      | '24' is not a valid hour
            0 0 0 * *       | '0' is not a valid day of month
            0 0 32 * *      | '32' is not a valid day of month
            0 0 * 13 *      | '13' is not a valid month
            0 0 * * 7       | '7' is not a valid day of week
            30-10 * * * *   | '30-10' is not a valid minute
            */0 * * * *     | '*/0' is not a valid minute
            *-5 * * * *     | '*-5' is not a valid minute
            1,,2 * * * *    | '1,,2' is not a valid minute
            0 0 * mon *     | 'mon' is not a valid month
            """)
    void whatHasNoExactEquivalentIsRefusedWithTheWayOut(String schedule, String why) {
        assertThatThrownBy(() -> translated(schedule, ""))
                .hasMessageContaining("schedule: ")
                .hasMessageContaining(why)
                .hasMessageContaining("set systemd.onCalendar instead");
    }

    @Test
    void whereCronTakesEitherDayThereAreMoreTimesThanWhereSystemdTakesBoth() throws Exception {
        assertThat(timesByCron("0 0 13 * 5", "UTC")).isNotEqualTo(timesBySystemd("Fri *-*-13 00:00:00"));
    }

    @Test
    void anEventOfOnesOwnIsTakenAsItIs() throws Exception {
        MachineConfig config = MachineConfig.of(
                "{host: master-0, onCalendar: 'Mon..Fri *-*-* 01:30:00 UTC'}",
                "{schedule: '0 0 13 * 5', verify: {schedule: '0 0 1 * 1', enabled: false}}");

        assertThat(config.settings("etcd-snapshot.timer", "OnCalendar")).containsExactly("Mon..Fri *-*-* 01:30:00 UTC");
    }

    private static String translated(String schedule, String zone) {
        MachineConfig config = MachineConfig.of(
                "{host: master-0}",
                "{schedule: '%s', timeZone: '%s', verify: {enabled: false}}".formatted(schedule, zone));
        return config.settings("etcd-snapshot.timer", "OnCalendar").get(0);
    }

    private static List<String> timesBySystemd(String event) throws Exception {
        String out = Program.of(
                        "systemd-analyze",
                        "calendar",
                        "--iterations=" + TIMES,
                        "--base-time=" + START.toString().replace("T", " ").replace("Z", " UTC"),
                        event)
                .with("TZ", "UTC")
                .output();
        return out.lines()
                .map(String::strip)
                .filter(line -> line.matches("(Next elapse|Iter\\. #\\d+): .*"))
                .map(line -> line.replaceFirst("^[^:]+: ", ""))
                .toList();
    }

    private static List<String> timesByCron(String schedule, String zone) {
        DateTimeFormatter asSystemd = DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
                .withZone(ZoneId.of("UTC"));
        return CronTimes.after(START, schedule, ZoneId.of(zone))
                .limit(TIMES)
                .map(asSystemd::format)
                .toList();
    }
}
