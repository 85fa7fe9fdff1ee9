package io.etcdsnapshot.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void pausesDoubleUpToTheLongest() {
        Backoff backoff = new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofHours(1));

        assertThat(backoff.next()).contains(Duration.ofSeconds(2));
        assertThat(backoff.next()).contains(Duration.ofSeconds(4));
        assertThat(backoff.next()).contains(Duration.ofSeconds(8));
        assertThat(backoff.next()).contains(Duration.ofSeconds(10));
        assertThat(backoff.next()).contains(Duration.ofSeconds(10));
    }

    @Test
    void theLastPauseEndsWithThePatience() throws Exception {
        Backoff backoff = new Backoff(Duration.ofHours(1), Duration.ofHours(1), Duration.ofMillis(200));

        assertThat(backoff.next().orElseThrow()).isBetween(Duration.ZERO, Duration.ofMillis(200));
        assertThat(backoff.pause()).isTrue();
        assertThat(backoff.pause()).as("the time is over").isFalse();
        assertThat(backoff.next()).isEmpty();
    }

    @Test
    void withoutPatienceThereIsNoSecondTry() throws Exception {
        for (Duration none : new Duration[] {Duration.ZERO, Duration.ofSeconds(-5)}) {
            assertThat(new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), none).pause())
                    .isFalse();
        }
    }
}
