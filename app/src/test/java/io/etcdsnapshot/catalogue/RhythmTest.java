package io.etcdsnapshot.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RhythmTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    /** Returns sets that were taken so many days ago, and half a day. */
    private static Rhythm daysAgo(int... days) {
        return new Rhythm(IntStream.of(days)
                .mapToObj(day -> NOW.minus(Duration.ofDays(day)).minus(Duration.ofHours(12)))
                .toList());
    }

    @Test
    void aDailySetIsUsualAndLacksNothing() {
        Rhythm daily = daysAgo(0, 1, 2, 3, 4, 5, 6);

        assertThat(daily.usual()).contains(Duration.ofDays(1));
        assertThat(daily.gaps(NOW)).isEmpty();
    }

    @Test
    void aMissingDayIsAGapBetweenItsNeighbours() {
        assertThat(daysAgo(0, 1, 2, 5, 6, 7).gaps(NOW))
                .containsExactly(new Gap(
                        NOW.minus(Duration.ofHours(12 + 5 * 24)), NOW.minus(Duration.ofHours(12 + 2 * 24)), 2, false));
    }

    @Test
    void whatRetentionThinnedOutIsNone() {
        assertThat(daysAgo(0, 1, 2, 3, 4, 5, 6, 13, 20, 27, 34, 64, 94, 124, 154)
                        .gaps(NOW))
                .isEmpty();
    }

    @Test
    void aGapAmongThinnedSetsIsOne() {
        assertThat(daysAgo(0, 1, 2, 3, 10, 17, 31, 38, 45, 52).gaps(NOW))
                .extracting(Gap::missing, Gap::isOpen)
                .containsExactly(tuple(1L, false));
    }

    @Test
    void aSetThatIsOverdueLeavesAGapUpToNow() {
        assertThat(daysAgo(3, 4, 5, 6).gaps(NOW)).singleElement().satisfies(gap -> {
            assertThat(gap.isOpen()).isTrue();
            assertThat(gap.to()).isEqualTo(NOW);
            assertThat(gap.missing()).isEqualTo(3);
        });
    }

    @Test
    void minutesAreNoGap() {
        List<Instant> everyMinute = new ArrayList<>(List.of(NOW, NOW.minusSeconds(60), NOW.minusSeconds(120)));
        everyMinute.add(NOW.minusSeconds(600));

        assertThat(new Rhythm(everyMinute).gaps(NOW)).isEmpty();
    }

    @Test
    void twoSetsAreNoRhythm() {
        assertThat(daysAgo(0, 9).usual()).isEmpty();
        assertThat(daysAgo(5, 9).gaps(NOW)).isEmpty();
    }
}
