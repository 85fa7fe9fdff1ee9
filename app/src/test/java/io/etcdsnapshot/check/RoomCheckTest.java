package io.etcdsnapshot.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.SpaceAware;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.retention.RetentionPolicy;
import io.etcdsnapshot.retention.RetentionPolicy.Period;
import io.etcdsnapshot.store.memory.MemorySets;
import io.etcdsnapshot.store.memory.MemoryStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RoomCheckTest {
    private static final RetentionPolicy KEEP_ALL = new RetentionPolicy(Map.of(), null, List.of());
    private static final RetentionPolicy KEEP_TWO = new RetentionPolicy(Map.of(Period.LAST, 2), null, List.of());
    private static final RetentionPolicy KEEP_ONE = new RetentionPolicy(Map.of(Period.LAST, 1), null, List.of());
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);
    private static final int MIB = 1 << 20;
    private static final int MARGIN = 16 * MIB;

    private final MemoryStore volume = MemoryStore.named("volume");
    private final MemoryStore source = MemoryStore.named("source");

    @Test
    void oneMoreSetLikeTheNewestFits() throws Exception {
        add(volume, "2026-11-19_013000", MIB);
        volume.faults().freeBytes(OptionalLong.of(MARGIN + 2L * MIB));

        assertThat(look(KEEP_ALL)).isEqualTo("18 MiB free, 17 MiB needed for one more set");
    }

    @Test
    void aVolumeThatIsTooFullForTheNewestSetIsFoundBeforeTheNight() throws Exception {
        add(volume, "2026-11-19_013000", MIB);
        volume.faults().freeBytes(OptionalLong.of(MARGIN));

        assertThatThrownBy(() -> look(KEEP_ALL))
                .hasMessage("too little space: 16 MiB free, 17 MiB needed for one more set")
                .isInstanceOfSatisfying(Failure.class, failure -> assertThat(failure.hint())
                        .contains("etcd-snapshot purge /volume --keep-last 3"));
    }

    @Test
    void theNewestSetOfTheSourceCountsWhereItIsLarger() {
        add(volume, "2026-11-19_013000", MIB);
        add(source, "2026-11-20_013000", 4 * MIB);
        volume.faults().freeBytes(OptionalLong.of(MARGIN + 2L * MIB));

        assertThatThrownBy(() -> look(KEEP_ALL)).hasMessageContaining("20 MiB needed");
    }

    @Test
    void whatRetentionWillRemoveForTheNextSetIsRoom() throws Exception {
        add(volume, "2026-11-18_013000", 3 * MIB);
        add(volume, "2026-11-19_013000", MIB);
        volume.faults().freeBytes(OptionalLong.of(MARGIN));

        assertThat(look(KEEP_TWO)).endsWith("; retention will remove 3 MiB first");
    }

    @Test
    void theNewestSetIsNeverCountedAsRoomAsItHasToOutliveAFailedCopy() {
        add(volume, "2026-11-19_013000", MIB);
        volume.faults().freeBytes(OptionalLong.of(MARGIN));

        assertThatThrownBy(() -> look(KEEP_ONE)).hasMessageContaining("too little space");
    }

    @Test
    void beforeTheFirstSetAndWhereNothingIsToldThereIsNoReasonToFail() throws Exception {
        volume.faults().freeBytes(OptionalLong.of(MIB));
        assertThat(look(KEEP_ALL)).startsWith("1 MiB free");

        volume.without(SpaceAware.class);
        assertThat(look(KEEP_ALL)).isEqualTo("the location does not tell how much is free");
    }

    @Test
    void aLocationThatARunWillMakeIsNoFailure() throws Exception {
        RoomCheck check = new RoomCheck(() -> volume.opened("none"), this::ofSource, Content.ALL, KEEP_ALL, CLOCK);

        assertThat(check.look()).isEqualTo("nothing is there yet");
    }

    private String look(RetentionPolicy retention) throws IOException {
        return new RoomCheck(() -> volume, this::ofSource, Content.ALL, retention, CLOCK).look();
    }

    private List<BackupSet> ofSource() throws Unreadable {
        return source.list().sets();
    }

    private static void add(MemoryStore store, String id, int bytes) {
        MemorySets.add(store, id, new byte[bytes], Content.ALL);
    }
}
