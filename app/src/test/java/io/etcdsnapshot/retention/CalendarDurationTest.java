package io.etcdsnapshot.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalendarDurationTest {
    @ParameterizedTest
    @CsvSource({
        // text, years, months, days, time
        "90s, 0, 0, 0, PT90S",
        "30m, 0, 0, 0, PT30M",
        "36h, 0, 0, 0, PT36H",
        "1h30m, 0, 0, 0, PT1H30M",
        "5m10s, 0, 0, 0, PT5M10S",
        "5d, 0, 0, 5, PT0S",
        "2w, 0, 0, 14, PT0S",
        "2w3d, 0, 0, 17, PT0S",
        "5d30m, 0, 0, 5, PT30M",
        "1y, 1, 0, 0, PT0S",
        "1y2m, 1, 2, 0, PT0S",
        "2m5d, 0, 2, 5, PT0S",
        "2m1w, 0, 2, 7, PT0S",
        "1y2m3w4d5h6m7s, 1, 2, 25, PT5H6M7S",
        "1y2m3h4m, 1, 2, 0, PT3H4M",
        "999999y, 999999, 0, 0, PT0S",
        "0d, 0, 0, 0, PT0S",
    })
    void readsWhatUsersWrite(String text, int years, int months, int days, Duration time) {
        assertThat(CalendarDuration.parse(text))
                .isEqualTo(new CalendarDuration(years, months, days, time, text))
                .hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-5d",
                "+5d",
                "5",
                "d",
                "5x",
                "5D",
                "1m1y",
                "5d2w",
                "1d2m3d",
                "5 d",
                " 5d",
                "5d ",
                "1.5h",
                "1h1h",
                "30s5m",
                "9999999y",
                "99999999999s",
                "٥d",
                "P5D",
                "5d\n"
            })
    void refusesAnythingElseAndNamesIt(String text) {
        assertThatThrownBy(() -> CalendarDuration.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("5d");
    }

    @ParameterizedTest
    @CsvSource({
        "2024-03-31T12:00:00Z, 90s, 2024-03-31T11:58:30Z",
        "2024-03-31T12:00:00Z, 36h, 2024-03-30T00:00:00Z",
        "2024-03-31T12:00:00Z, 2w, 2024-03-17T12:00:00Z",
        "2024-03-01T12:00:00Z, 1d, 2024-02-29T12:00:00Z",
        "2023-03-01T12:00:00Z, 1d, 2023-02-28T12:00:00Z",
        "2024-05-15T12:00:00Z, 1y2m, 2023-03-15T12:00:00Z",
        "2024-01-15T12:00:00Z, 2m5d, 2023-11-10T12:00:00Z",
        // the month before is too short: its missing days run over
        "2023-03-31T12:00:00Z, 1m0d, 2023-03-03T12:00:00Z",
        "2024-03-31T12:00:00Z, 1m0d, 2024-03-02T12:00:00Z",
        "2024-07-31T12:00:00Z, 1m0d, 2024-07-01T12:00:00Z",
        "2024-03-31T12:00:00Z, 1m1d, 2024-03-01T12:00:00Z",
        // leap days
        "2024-02-29T12:00:00Z, 1y, 2023-03-01T12:00:00Z",
        "2024-02-29T12:00:00Z, 4y, 2020-02-29T12:00:00Z",
        "2025-02-28T12:00:00Z, 1y, 2024-02-28T12:00:00Z",
        "2024-01-01T00:00:00Z, 1s, 2023-12-31T23:59:59Z",
        "2024-03-31T12:00:00.5Z, 1d, 2024-03-30T12:00:00.5Z",
    })
    void countsBackByTheCalendar(Instant moment, String span, Instant expected) {
        assertThat(CalendarDuration.parse(span).before(moment)).isEqualTo(expected);
    }

    @Test
    void hasALengthAndKnowsZero() {
        assertThat(CalendarDuration.parse("1y1m1d1h").toDuration())
                .isEqualTo(Duration.ofDays(396).plusHours(1));
        assertThat(CalendarDuration.parse("0d").isZero()).isTrue();
        assertThat(CalendarDuration.parse("1s").isZero()).isFalse();
        assertThat(CalendarDuration.ofDays(5)).isEqualTo(CalendarDuration.parse("5d"));
    }
}
