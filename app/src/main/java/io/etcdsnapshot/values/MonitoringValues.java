package io.etcdsnapshot.values;

import java.time.Duration;
import java.util.Optional;

/**
 * The values below {@code monitoring} that the program uses.
 *
 * @param staleAfter how old the newest good set may be
 * @param pingUrl where runs are reported, a secret; empty for nowhere
 */
public record MonitoringValues(Duration staleAfter, Optional<String> pingUrl) {
    static MonitoringValues of(Section section) {
        return new MonitoringValues(
                section.section("prometheusRule").duration("staleAfter"),
                section.section("ping").optional("url"));
    }

    /** Keeps the URL to itself. */
    @Override
    public String toString() {
        return "monitoring";
    }
}
