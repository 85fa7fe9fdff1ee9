package io.etcdsnapshot.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.retention.CalendarDuration;
import io.etcdsnapshot.retention.RetentionPolicy;
import io.etcdsnapshot.retention.RetentionPolicy.Period;
import io.etcdsnapshot.store.memory.MemorySets;
import io.etcdsnapshot.store.memory.MemoryStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NextToGoTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private final MemoryStore store = MemoryStore.named("prod");

    private List<String> next(RetentionPolicy policy, String... ids) throws Exception {
        for (String id : ids) {
            MemorySets.add(store, id);
        }
        List<BackupSet> next = NextToGo.of(policy, store.list().sets(), NOW);
        return next.stream().map(set -> set.id().value()).toList();
    }

    @Test
    void whatTheRulesNoLongerKeepGoesFirst() throws Exception {
        assertThat(next(
                        new RetentionPolicy(Map.of(Period.LAST, 1), null, List.of()),
                        "2026-11-18_013000",
                        "2026-11-19_013000",
                        "2026-11-20_013000"))
                .containsExactly("2026-11-19_013000", "2026-11-18_013000");
    }

    @Test
    void elseWhatMakesPlaceForTheComingSet() throws Exception {
        assertThat(next(
                        new RetentionPolicy(Map.of(), CalendarDuration.parse("2d"), List.of()),
                        "2026-11-18_093000",
                        "2026-11-19_020000",
                        "2026-11-20_013000"))
                .containsExactly("2026-11-18_093000");
    }

    @Test
    void whereAllStaysItIsNone() throws Exception {
        assertThat(next(new RetentionPolicy(Map.of(Period.LAST, 9), null, List.of()), "2026-11-20_013000"))
                .isEmpty();
        assertThat(next(new RetentionPolicy(Map.of(), null, List.of()))).isEmpty();
    }
}
